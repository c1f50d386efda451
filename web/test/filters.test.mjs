import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { listing, narrowing, onlyDaysAndCategory, readFilters, toQuery, writeFilters } = await load("pages/transactions/filters.ts");
const { splitHash } = await load("location.ts");

const plain = (filters) => Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));

test("filters survive the address", () => {
  const filters = { q: "café & bar", category: "", kind: "refund", from: "2026-01-01", min: "12.5", flagged: true, sort: "amount", order: "asc" };
  assert.deepEqual(plain(readFilters(writeFilters(filters))), filters);
  assert.equal(listing({}), "/transactions");
  assert.equal(splitHash(`#${listing({ category: "A?b" })}`)[0], "/transactions");
  assert.equal(readFilters(splitHash(`#${listing({ category: "A?b" })}`)[1]).category, "A?b");
});

test("what makes no sense in an address is left out", () => {
  assert.deepEqual(plain(readFilters("kind=theft&from=yesterday&min=much&account=1&sort=colour&order=random")), {});
  assert.deepEqual(plain(readFilters("month=2026-02")), { from: "2026-02-01", to: "2026-02-28" });
  assert.deepEqual(plain(readFilters("merchant=metro")), { q: "metro" });
});

test("the API is asked with its own names", () => {
  const id = "01a21325-e2a1-7649-87bd-93d8ad4557e1";
  assert.deepEqual(toQuery({ account: id, import: id, q: " x ", min: "" }), { account_id: id, import_id: id, q: "x" });
});

test("it is known what narrows the list, and when sums of months cover it", () => {
  assert.deepEqual(narrowing({ sort: "amount", q: "", flagged: undefined }), []);
  assert.equal(narrowing({ category: "" }).length, 1, "no category is a filter");
  assert.equal(onlyDaysAndCategory({ from: "2026-01-01", category: "Travel", order: "asc" }), true);
  assert.equal(onlyDaysAndCategory({ from: "2026-01-01", q: "x" }), false);
});
