import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { habitsOf } = await load("pages/reports/habits.ts");
const { analysisInput, NOTHING } = await load("pages/reports/wanted.ts");
const { categoryBars, monthPoints } = await load("pages/reports/spending.ts");
const { pointOf, rowsOfSeries, runningMonth } = await load("pages/forecast/points.ts");
const { categoryFilter, monthRange, rowsOf } = await load("links.ts");
const { ruleInput, ruleSays } = await load("pages/account/rule.ts");
const { newestFinished } = await load("report/useReport.ts");

test("a habit is told in the money of its months, the sure changes first", () => {
  const report = {
    shifts: [
      { category: "Coffee", aspect: "count", drift: true, since: "2026-03-01", monthly_before: "60.00", monthly_now: "90.00" },
      { category: "Coffee", aspect: "amount", drift: true, since: "2026-05-01", monthly_before: "1", monthly_now: "2" },
      { category: "Restaurants", aspect: "count", drift: false, since: "2026-10-01", monthly_before: "1", monthly_now: "2" },
    ],
    contributors: [
      { category: "Coffee", reference_spend: "60.00", current_spend: "95.00" },
      { category: "Travel", reference_spend: "10.00", current_spend: "0.00" },
      { category: "Restaurants", reference_spend: "239.90", current_spend: "902.35" },
    ],
  };
  const habits = habitsOf(report);
  assert.deepEqual(habits.map((h) => h.category), ["Coffee", "Restaurants", "Travel"]);
  assert.deepEqual([habits[0].before, habits[0].now, habits[0].sure], ["60.00", "90.00", true]);
  assert.deepEqual([habits[1].before, habits[1].now, habits[1].difference], ["239.90", "902.35", "662.45"]);
});

test("a figure leads to exactly its rows", () => {
  assert.equal(rowsOf({ category: categoryFilter("Uncategorised"), ...monthRange("2026-02-01") }), "/transactions?category=&from=2026-02-01&to=2026-02-28");
  assert.equal(rowsOf({ q: "A & B" }), "/transactions?q=A+%26+B");
  assert.equal(rowsOf({}), "/transactions");
  assert.deepEqual(monthRange("2024-02-01"), { from: "2024-02-01", to: "2024-02-29" });
});

const summary = {
  currency: "USD", from: "2026-01-01", to: "2026-02-10",
  categories: [{ category: "Coffee", total: "12.00", count: 2, share: 1, median: "6.00" }],
  months: [{ month: "2026-01-01", total: "12.00", complete: true }, { month: "2026-02-01", total: "0.00", complete: false }],
  category_months: [{ category: "Coffee", month: "2026-01-01", total: "12.00", count: 2 }],
};

test("months of a category without spending are there, as zero", () => {
  const points = monthPoints(summary, "Coffee");
  assert.deepEqual(points.map((p) => p.amount), [12, 0]);
  assert.equal(points[1].open, true);
  assert.match(points[0].href, /category=Coffee&from=2026-01-01&to=2026-01-31/);
  assert.match(categoryBars(summary)[0].detail, /2 expenses/);
});

const step = { month: "2026-02-01", mean: "100.00", lo80: "90.00", hi80: "120.00", lo95: "80.00", hi95: "150.00", recurring: "20.00" };

test("the running month is spent, due and rest, which are what is expected", () => {
  const begun = { history: [], steps: [{ ...step, spent_so_far: "60.00", still_due: "15.00" }] };
  assert.deepEqual(runningMonth(begun).rest, "25");
  assert.equal(runningMonth({ history: [], steps: [{ ...step, spent_so_far: "100.10", still_due: "0" }] }).rest, "0");
  assert.equal(runningMonth({ history: [], steps: [step] }), undefined);
  assert.equal(runningMonth(undefined), undefined);
});

test("only a month that has begun leads to rows", () => {
  const rows = rowsOfSeries({ history: [{ month: "2026-01-01", amount: "50.00" }], steps: [step] });
  const [past, ahead] = rows.map((row) => pointOf(row, "Coffee", "USD"));
  assert.match(past.href, /from=2026-01-01/);
  assert.equal(ahead.href, undefined);
  assert.deepEqual(ahead.band, { lo80: 90, hi80: 120, lo95: 80, hi95: 150 });
});

test("an analysis is asked for with what was filled in only", () => {
  assert.deepEqual(JSON.parse(JSON.stringify(analysisInput(NOTHING))), { horizon: 3 });
  const input = analysisInput({ ...NOTHING, from: "2026-01-01", materiality: "12,50", audit: ["closed_days"], horizon: "" });
  assert.deepEqual(JSON.parse(JSON.stringify(input)), { from: "2026-01-01", materiality: "12.5", audit: ["closed_days"] });
  assert.equal(analysisInput({ ...NOTHING, limit: "much" }).approval_limit, "much", "the API says what is wrong with it");
});

test("a rule is sent without empty fields and told in words", () => {
  const rule = ruleInput({ words: " shell ", min: "10,5", max: "", category: "Transport", merchant: "", kind: undefined });
  assert.deepEqual(rule, { words: "shell", min: "10.5", category: "Transport" });
  assert.deepEqual(ruleSays({ ...rule, kind: "expense" }, "USD").then, "File under Transport, kind expense");
  assert.match(ruleSays(rule, "USD").when, /“shell”, from .*10\.50/);
});

test("the newest finished analysis is shown, whatever is under way or has failed", () => {
  const items = [{ id: "3", status: "running" }, { id: "2", status: "failed" }, { id: "1", status: "succeeded" }, { id: "0", status: "succeeded" }];
  assert.equal(newestFinished(items).id, "1");
  assert.equal(newestFinished(items.slice(0, 2)), undefined);
});
