// The product as its user runs it: the real binary, a port of its own, a database of its own.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const READY_WITHIN = 30_000;

/** Starts `outlay serve`; `OUTLAY_URL` names a running one to use instead. */
export async function startServer() {
  if (process.env.OUTLAY_URL) return { url: process.env.OUTLAY_URL, stop: async () => {} };
  const binary = resolve(process.env.OUTLAY_BIN ?? join(import.meta.dirname, "../../target/debug/outlay"));
  if (!existsSync(binary)) throw new Error(`${binary} is not there: run "cargo build" first, or set OUTLAY_BIN`);

  const folder = await mkdtemp(join(tmpdir(), "outlay-browser-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(binary, ["serve", "--bind", `127.0.0.1:${port}`], {
    // Its secrets and its data are made in the folder it runs in.
    cwd: folder,
    env: { ...process.env, DATABASE_URL: `sqlite://${folder}/outlay.db` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  const keep = (chunk) => (log = (log + chunk).slice(-20_000));
  server.stdout.on("data", keep);
  server.stderr.on("data", keep);
  const ended = new Promise((done) => server.on("close", done));

  async function stop() {
    server.kill("SIGTERM");
    const timer = setTimeout(() => server.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(timer);
    await rm(folder, { recursive: true, force: true });
  }

  for (const end = Date.now() + READY_WITHIN; Date.now() < end; await sleep(100)) {
    if (server.exitCode !== null) break;
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return { url, stop, log: () => log };
  }
  await stop();
  throw new Error(`outlay serve was not ready within ${READY_WITHIN / 1000} s:\n${log}`);
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
