import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { asInput, asItWas, settlementOf } = await load("pages/review/settle.ts");
const { inboxOf, neighbour, windowAround } = await load("pages/review/inbox.ts");
const { withVerdict } = await load("api/verdicts.ts");

const finding = (kind, values = {}, more = {}) => ({
  id: "f", kind, flagged: true, in_review: true, impact: "10.00", amount: "54.00", category: "Coffee", merchant: "Blue Finch",
  expense_ids: ["a"], reasons: [{ code: kind, text: "", values }], ...more,
});

test("the step that settles a finding follows from its kind and its values", () => {
  const slip = settlementOf(finding("decimal_slip", { probably: "5.40" }), "USD");
  assert.match(slip.label, /Correct to \$?\s?5\.40/);
  assert.deepEqual(slip.change, { id: "a", patch: { amount: "5.40" } });
  assert.deepEqual(settlementOf(finding("sign"), "USD").change.patch, { amount: "-54" });
  assert.deepEqual(settlementOf(finding("wrong_category", { usual_category: "Health" }), "USD").change.patch, { category: "Health" });
  assert.deepEqual(settlementOf(finding("spike", {}, { amount: "1500.00" }), "USD").change.patch, { kind: "transfer" });
  assert.equal(settlementOf(finding("spike"), "USD"), undefined, "no round sum: a purchase");
});

test("of a double the first one stays", () => {
  const twice = settlementOf(finding("duplicate", {}, { expense_ids: ["a", "b"] }), "USD");
  assert.deepEqual(twice.remove, ["b"]);
  const thrice = settlementOf(finding("entered_twice", {}, { expense_ids: ["a", "b", "c"] }), "USD");
  assert.deepEqual(thrice.remove, ["b", "c"]);
  assert.match(thrice.label, /2 doubles/);
});

test("where nothing can be put right in one step nothing is offered", () => {
  assert.equal(settlementOf(finding("missed"), "USD"), undefined);
  assert.equal(settlementOf(finding("burst", {}, { expense_ids: ["a", "b", "c"] }), "USD"), undefined);
  assert.equal(settlementOf(finding("decimal_slip"), "USD"), undefined, "not known what it should be");
  assert.equal(settlementOf(finding("duplicate", {}, { expense_ids: ["a"] }), "USD"), undefined, "the other one is gone");
  assert.equal(settlementOf(finding("sign", {}, { expense_ids: [] }), "USD"), undefined);
});

test("what undo sends is what there was", () => {
  const expense = { id: "a", date: "2026-01-02", amount: "5.40", kind: "expense", category: "", description: "x", pending: false, created_at: "", updated_at: "" };
  assert.deepEqual(asItWas(expense, { amount: "1" }), { amount: "5.40" });
  assert.deepEqual(asItWas(expense, { category: "Coffee" }), { category: "" });
  const input = asInput(expense);
  assert.equal(input.amount, "5.40");
  assert.equal("id" in input, false, "unknown fields are refused");
});

test("every finding is in one part, and the parts add up", () => {
  const findings = [
    finding("spike", {}, { id: "1", impact: "0.10" }),
    finding("spike", {}, { id: "2", impact: "0.20" }),
    finding("spike", {}, { id: "3" }),
    finding("spike", {}, { id: "4", flagged: false }),
    finding("spike", {}, { id: "5", in_review: false }),
  ];
  const inbox = inboxOf(findings, { 3: "expected", 4: "expected" });
  assert.deepEqual([inbox.open.length, inbox.settled.length, inbox.listed.length, inbox.history.length], [2, 1, 1, 1]);
  assert.equal(inbox.stake, "0.3");
  assert.equal(inboxOf([], {}).stake, "0");
});

test("j and k walk through the list and stop at its ends", () => {
  assert.equal(neighbour(undefined, 1, 3), 0);
  assert.equal(neighbour(undefined, -1, 3), 2);
  assert.equal(neighbour(2, 1, 3), 2);
  assert.equal(neighbour(0, -1, 3), 0);
  assert.equal(neighbour(0, 1, 0), undefined);
});

test("a verdict is put in, changed and taken back without touching the others", () => {
  const one = withVerdict({}, "a", "expected");
  const two = withVerdict(one, "b", "confirmed");
  assert.deepEqual(withVerdict(two, "a", "one_off"), { a: "one_off", b: "confirmed" });
  assert.deepEqual(withVerdict(two, "a", null), { b: "confirmed" });
  assert.deepEqual(one, { a: "expected" });
});

test("the picture of a merchant begins a year before", () => {
  assert.deepEqual(windowAround("2026-03-01", "2026-03-01"), { from: "2025-03-01", to: "2026-06-29" });
});
