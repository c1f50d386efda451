import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { sampleCsv } = await load("sample.ts");

test("the sample is a year of valid rows and the running month up to today", () => {
  const [header, ...rows] = sampleCsv(new Date("2026-03-15T12:00:00Z")).trim().split("\n");
  assert.equal(header, "date,amount,category,description");
  assert.ok(rows.length > 200, `${rows.length} rows`);
  for (const row of rows) assert.match(row, /^\d{4}-\d\d-\d\d,\d+\.\d\d,[^,]+,[^,]+$/);
  const days = rows.map((row) => row.slice(0, 10));
  assert.deepEqual(days, days.toSorted());
  assert.equal(days[0], "2025-03-01");
  assert.ok(days.at(-1) > "2026-03-10" && days.at(-1) <= "2026-03-15");
});

test("the same day gives the same sample", () => {
  assert.equal(sampleCsv(new Date("2026-03-31T00:00:00Z")), sampleCsv(new Date("2026-03-31T23:59:59Z")));
});
