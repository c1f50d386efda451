import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { alertsSince, running, sentenceOf, yearlyCost } = await load("pages/recurring/alerts.ts");
const { addMonths, dueBetween, firstWeekday, weeksOf } = await load("pages/recurring/calendar.ts");

const series = (more) => ({
  merchant: "m", name: "Streambox", kind: "expense", category: "Fun", cadence: "monthly", amount: "15.99", monthly_cost: "15.99",
  state: "active", varies: false, next_date: "2026-01-31", day_of_month: 31, alerts: [], price_steps: [], ...more,
});
const alert = (kind, values, date = "2026-01-06") => ({ kind, date, text: "as the engine says", p_value: 0, values: { rows: [], other_rows: [], ...values } });

test("an alert is told in money, and in the engine's words where a value is missing", () => {
  assert.match(sentenceOf(alert("price_rise", { expected: "15.49", actual: "17.99", yearly: "30.00" }), "USD"), /15\.49 to .*17\.99 .* .*30\.00 more a year/);
  assert.match(sentenceOf(alert("price_rise", { expected: "17.99", actual: "15.49", yearly: "-30.00" }), "USD"), /[^-]30\.00 less a year/);
  assert.match(sentenceOf(alert("double_charge", { actual: "17.99", days: 2 }), "USD"), /again on .*, 2 days after/);
  assert.match(sentenceOf(alert("missed", { expected: "39.00", missing: 2, expected_date: "2026-01-01" }), "USD"), /2 charges from/);
  assert.equal(sentenceOf(alert("missed", {}), "USD"), "as the engine says");
});

test("alerts are listed newest first from a day on", () => {
  const all = [series({ alerts: [alert("missed", { expected: "1" }, "2025-01-01"), alert("late", { days: 3 }, "2026-02-01")] }), series({ alerts: [alert("early", { days: -2 }, "2026-03-01")] })];
  assert.deepEqual(alertsSince(all, "2026-01-01", "USD").map(({ alert: a }) => a.kind), ["early", "late"]);
  assert.match(alertsSince(all, "2026-01-01", "USD")[0].text, /2 days early/);
});

test("a year of it is so many charges, and twelve months of what varies", () => {
  assert.equal(yearlyCost(series()), "191.88");
  assert.equal(yearlyCost(series({ cadence: "yearly", amount: "245.00", monthly_cost: "20.42" })), "245");
  assert.equal(yearlyCost(series({ varies: true, monthly_cost: "10.50" })), "126");
  assert.equal(yearlyCost(series({ cadence: "weekly", amount: "5", monthly_cost: "21.74" })), "260.88");
});

test("what has stopped and what only moves one's own money costs nothing", () => {
  const found = running([series(), series({ state: "stopped" }), series({ kind: "transfer", amount: "500" })]);
  assert.equal(found.active.length, 2);
  assert.equal(found.yearly, "191.88");
});

test("a charge of the last day comes on the last day of every month", () => {
  const days = dueBetween([series()], "2026-01-01", "2026-04-30").map(({ date }) => date);
  assert.deepEqual(days, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
  assert.equal(addMonths("2024-01-31", 1, 31), "2024-02-29");
  assert.equal(addMonths("2026-11-15", 3, 15), "2027-02-15");
});

test("weeks are counted in days and nothing is due of what has stopped", () => {
  const weekly = series({ cadence: "fortnightly", next_date: "2026-01-05", day_of_month: undefined });
  assert.deepEqual(dueBetween([weekly], "2026-01-10", "2026-02-10").map(({ date }) => date), ["2026-01-19", "2026-02-02"]);
  assert.deepEqual(dueBetween([series({ state: "stopped" }), series({ next_date: undefined })], "2026-01-01", "2027-01-01"), []);
});

test("a month is laid out in weeks that begin where the reader's do", () => {
  const monday = weeksOf("2026-02-01", 1);
  assert.equal(monday[0][6], "2026-02-01");
  assert.equal(monday.flat().filter(Boolean).length, 28);
  assert.equal(weeksOf("2026-02-01", 7)[0][0], "2026-02-01");
  assert.ok(weeksOf("2026-05-01", 1).every((week) => week.length === 7));
  assert.equal(firstWeekday("not a language at all"), 1);
});
