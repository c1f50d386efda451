import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { choose, place, placeName, removed, replaced, withMonths } = await load("ledger.ts");

const entry = (id, date, amount = "10.00", more = {}) => ({ id, date, amount, kind: "expense", category: "", description: "", pending: false, ...more });
const rows = [entry("d", "2026-03-09"), entry("c", "2026-03-01", "4.50"), entry("b", "2026-02-20", "30"), entry("a", "2026-02-01", "-5", { kind: "refund" })];
const ids = (items) => items.map(({ id }) => id).join("");

test("a new row stands where the server would list it, or on a page that is still to come", () => {
  assert.equal(ids(place(rows, entry("x", "2026-02-25"), {}, false)), "dcxba");
  assert.equal(ids(place(rows, entry("x", "2026-02-01"), {}, false)), "dcbxa", "of one day the later id is first");
  assert.equal(ids(place(rows, entry("x", "2025-01-01"), {}, true)), "dcba");
  assert.equal(ids(place(rows, entry("x", "2025-01-01"), {}, false)), "dcbax");
  const byAmount = [rows[2], rows[0], rows[1], rows[3]];
  assert.equal(ids(place(byAmount, entry("x", "2020-01-01", "9"), { sort: "amount" }, false)), "bdxca");
});

test("a changed row keeps its place unless its order changed", () => {
  const renamed = replaced(rows, { ...rows[1], category: "Travel" }, {}, false);
  assert.equal(ids(renamed), "dcba");
  assert.equal(renamed[1].category, "Travel");
  assert.equal(ids(replaced(rows, { ...rows[0], date: "2026-02-10" }, {}, false)), "cbda");
  assert.equal(replaced(rows, entry("z", "2026-01-01"), {}, false), rows, "what is not listed is not added");
  assert.equal(ids(removed(rows, new Set(["a", "c"]))), "db");
});

test("months have the sum of what is listed once all of it is there, or of the history that covers it", () => {
  const heads = (lines) => lines.filter((l) => l.type === "month").map((l) => [l.month, l.total, l.count]);
  assert.deepEqual(heads(withMonths(rows, false)), [["2026-03-01", "14.5", 2], ["2026-02-01", "25", 2]]);
  assert.deepEqual(heads(withMonths(rows, true))[1], ["2026-02-01", undefined, undefined], "more of it may come");
  const history = [{ month: "2026-02-01", count: 9, total: "99.00", categories: [] }];
  assert.deepEqual(heads(withMonths(rows, true, history))[1], ["2026-02-01", "99.00", 9]);
  const income = [...rows.slice(0, 2), entry("s", "2026-03-01", "-2000", { kind: "income" }), entry("p", "2026-03-01", "7", { pending: true })];
  assert.deepEqual(heads(withMonths(income, false)), [["2026-03-01", "14.5", 2]], "income and what is pending are no spending");
});

test("shift chooses everything between two clicks", () => {
  const all = ["a", "b", "c", "d"];
  const one = choose(new Set(), all, "b");
  assert.deepEqual([...one], ["b"]);
  assert.deepEqual([...choose(one, all, "d", "b")].sort(), ["b", "c", "d"]);
  assert.deepEqual([...choose(new Set(all), all, "c", "b")].sort(), ["a", "d"], "and the other way round");
});

test("the place is what a description says before its numbers", () => {
  assert.equal(placeName("GREENLEAF MARKET #0412"), "GREENLEAF MARKET");
  assert.equal(placeName("STATION ESPRESSO BAR"), "STATION ESPRESSO BAR");
  assert.equal(placeName("7 11"), "7 11");
  assert.equal(placeName("x".repeat(500)).length, 60);
});
