// axe-core in the page: what a person with a reader, a keyboard or few colours would stumble over.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The violations of the page as it is, one line each. */
export async function violations(page) {
  // Evaluated, since the page's policy lets no foreign script in.
  await page.evaluate(source);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"], preload: false });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.failureSummary.split("\n")[1] ?? ""}`).join(" | ")}`);
  });
}
