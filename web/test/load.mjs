import { runnerImport } from "vite";

/** A module of `src`, compiled as the build compiles it. */
export async function load(path) {
  const { module } = await runnerImport(`./src/${path}`, { logLevel: "error" });
  return module;
}
