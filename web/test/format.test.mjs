import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

// Eleven hours behind UTC, where midnight UTC is still the day before.
process.env.TZ = "Pacific/Pago_Pago";

const { describeRange, formatDay, formatMoney, formatP, formatPercent, humanise, plural } = await load("format.ts");

const digits = (text) => text.replace(/[^\d.-]/g, "");

test("amounts are written exactly, beyond what a float can hold", () => {
  assert.equal(digits(formatMoney("90071992547409931.17", "USD")), "90071992547409931.17");
  assert.equal(digits(formatMoney("0.10", "USD")), "0.10");
  assert.equal(digits(formatMoney("-12.30", "USD")), "-12.30");
  assert.equal(digits(formatMoney("1500", "JPY")), "1500");
});

test("a share that rounds to nothing has no sign", () => {
  assert.equal(formatPercent(-0.001), "0%");
  assert.equal(formatPercent(-0.02), "-2%");
});

test("a currency that is not one does not take the page down", () => {
  assert.equal(formatMoney("12.30", "??"), "12.30 ??");
});

test("a day is the same day in every zone", () => {
  assert.equal(new Date("2026-01-31T00:00:00Z").getDate(), 30, "the zone is set");
  assert.match(formatDay("2026-01-31"), /31/);
});

test("ranges say which end is open", () => {
  assert.equal(describeRange(), "All expenses");
  assert.match(describeRange("2026-01-01"), /^From /);
  assert.match(describeRange(undefined, "2026-01-01"), /^Up to /);
  assert.match(describeRange("2026-01-01", "2026-02-01"), / to /);
});

test("numbers and names read as words", () => {
  assert.equal(plural(1, "row"), "1 row");
  assert.equal(plural(2, "category", "categories"), "2 categories");
  assert.equal(humanise("seasonal_naive"), "Seasonal naive");
  assert.equal(humanise("ets"), "ETS");
  assert.match(formatP(0.00001), /^< /);
});
