import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { running, usual } = await load("pages/home/pace.ts");
const { habit } = await load("pages/home/habits.ts");
const { lines, roundUp } = await load("pages/budgets/plan.ts");
const { daysIn, lastDay, shiftMonth } = await load("dates.ts");
const { typed } = await load("keys.ts");

const entry = (date, amount, kind = "expense") => ({ id: date + amount, date, amount, kind, category: "", description: "", pending: false });

test("months are as long as they are", () => {
  assert.equal(daysIn("2028-02-01"), 29);
  assert.equal(lastDay("2026-12-01"), "2026-12-31");
  assert.equal(shiftMonth("2026-01-01", -1), "2025-12-01");
});

test("the pace is the median of the months before, day by day, and income is none of it", () => {
  const rows = [entry("2026-01-02", "10"), entry("2026-01-31", "20"), entry("2026-02-28", "50"), entry("2026-03-02", "7"), entry("2026-03-02", "-900", "income")];
  const march = running(rows, "2026-03-01");
  assert.deepEqual([march.length, march[0], march[1], march[30]], [31, 0, 7, 7]);
  const before = usual(rows, "2026-03-01");
  assert.deepEqual([before[1], before[29], before[30]], [5, 30, 40]);
  assert.equal(usual([], "2026-03-01"), undefined);
});

const month = (n, categories) => ({
  month: shiftMonth("2026-01-01", n),
  count: 1,
  total: String(Object.values(categories).reduce((a, b) => a + b, 0)),
  categories: Object.entries(categories).map(([category, total]) => ({ category, count: 1, total: String(total) })),
});

test("the sentence on habits says the numbers that stand beside it", () => {
  const history = [0, 1, 2, 3].map((n) => month(n, { Rent: 1000, Restaurants: 240 })).concat(month(4, { Rent: 1000, Restaurants: 902 }), month(5, { Rent: 1000 }));
  const found = habit(history, [], "2026-06-01");
  assert.deepEqual([found.category, found.now, found.before, found.month], ["Restaurants", "902.00", "240.00", "2026-05-01"]);
  assert.equal(habit(history.slice(0, 4), [], "2026-06-01"), undefined, "nothing changed");
  assert.equal(habit(history.slice(0, 1), [], "2026-06-01"), undefined, "nothing to compare with");
  const shift = { category: "Rent", since: "2026-03-01", monthly_before: "800", monthly_now: "1000", drift: true };
  assert.equal(habit(history, [shift], "2026-06-01").category, "Rent", "what an analysis is sure of comes first");
  assert.equal(habit(history, [{ ...shift, drift: false }], "2026-06-01").category, "Restaurants");
});

test("a plan has budgets first, what is left exactly, and suggestions that a person would write", () => {
  const history = [month(0, { Rent: 1000, Food: 310 }), month(1, { Rent: 1000, Food: 280.5 })];
  const [food, rent] = lines([{ category: "Food", amount: "300.00" }], history, "2026-02-01");
  assert.deepEqual([food.category, food.left, food.before[0].over], ["Food", "19.5", true]);
  assert.deepEqual([rent.category, rent.left, rent.suggested], ["Rent", undefined, "1000"]);
  assert.deepEqual([roundUp(12), roundUp(101), roundUp(1495), roundUp(0)], ["15", "110", "1500", undefined]);
  const forecast = { categories: [{ category: "Rent", steps: [{ month: "2026-02-01", mean: "1" }, { month: "2026-03-01", mean: "1100" }, { month: "2026-04-01", mean: "1300" }] }] };
  assert.equal(lines([], history, "2026-02-01", forecast).find((l) => l.category === "Rent").suggested, "1200");
});

test("two keys in a row are one word, unless a pause is between them", () => {
  const known = ["g t", "t"];
  assert.equal(typed(known, { key: "g", at: 0 }, { key: "t", at: 500 }), "g t");
  assert.equal(typed(known, { key: "g", at: 0 }, { key: "t", at: 5000 }), "t");
  assert.equal(typed(known, { key: "x", at: 0 }, { key: "t", at: 10 }), "t");
});
