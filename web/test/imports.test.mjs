import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { answerPatch, describeCounts, entered, isAboutColumns, obstacle, ROLE, withRole } = await load("imports.ts");

const none = {
  rows: 0, new: 0, known: 0, books: 0, pending: 0, left_out: 0, perhaps: 0,
  expenses: 0, refunds: 0, income: 0, transfers: 0, refused: 0, skipped: 0,
};
const question = (code) => ({ code, text: "?", answers: [] });

test("only one column has a role that one column can have", () => {
  const column = (name, role) => ({ name, role });
  const layout = { fingerprint: "f", columns: [column("a", "amount"), column("b", "description"), column("c", "balance")] };
  assert.deepEqual(withRole(layout, 2, "amount").columns.map((c) => c.role), ["ignore", "description", "amount"]);
  assert.deepEqual(withRole(layout, 2, "description").columns.map((c) => c.role), ["amount", "description", "description"]);
  assert.deepEqual(layout.columns.map((c) => c.role), ["amount", "description", "balance"], "the one before is kept");
});

test("an answer is sent under the name the service has for it", () => {
  assert.deepEqual(answerPatch("date_order", "dmy"), { date_order: "dmy" });
  assert.deepEqual(answerPatch("account", "12"), { file_account: "12" });
  assert.equal(isAboutColumns(question("amount_column")), true);
  assert.equal(isAboutColumns(question("currency")), false);
});

test("what becomes of the rows is said without what does not occur", () => {
  assert.deepEqual(describeCounts({ ...none, expenses: 2, known: 1, refused: 1 }), [
    "2 expenses",
    "1 already there",
    "1 cannot be read",
  ]);
  assert.equal(entered({ ...none, new: 3, books: 1 }), 4);
});

test("a file is not entered over a question or over rows that cannot be read", () => {
  assert.equal(obstacle(none, [], false), undefined);
  assert.match(obstacle(none, [question("currency")], true), /question/);
  assert.match(obstacle({ ...none, refused: 1 }, [], false), /cannot be read/);
  assert.equal(obstacle({ ...none, refused: 1 }, [], true), undefined);
});

test("every role has a name of its own", () => {
  const names = Object.values(ROLE);
  assert.equal(new Set(names).size, names.length);
});
