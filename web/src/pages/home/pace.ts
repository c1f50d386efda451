import type { Expense } from "../../api/types";
import { daysIn, monthOf, shiftMonth } from "../../dates";

/** How fast a month is spent, against the months before it. */

/** What was spent from the first of `month` to each of its days. Only drawn, so floats do. */
export function running(expenses: Expense[], month: string): number[] {
  const days = Array<number>(daysIn(month)).fill(0);
  for (const { date, amount, kind, pending } of expenses) {
    if (monthOf(date) !== month || pending || (kind !== "expense" && kind !== "refund")) continue;
    days[Number(date.slice(8)) - 1]! += Number(amount);
  }
  let total = 0;
  return days.map((day) => (total += day));
}

/** Months whose median is the pace: one odd charge is none. */
export const BEFORE = 3;

/** What was usually spent by each day of `month`: the median of the months before it that have anything in them. */
export function usual(expenses: Expense[], month: string): number[] | undefined {
  const before = Array.from({ length: BEFORE }, (_, i) => running(expenses, shiftMonth(month, -1 - i))).filter(
    (days) => days.at(-1) !== 0,
  );
  if (before.length === 0) return undefined;
  return Array.from({ length: daysIn(month) }, (_, day) => {
    const amounts = before.map((days) => days[Math.min(day, days.length - 1)] ?? 0).sort((a, b) => a - b);
    const middle = amounts.length / 2;
    return (amounts[Math.ceil(middle) - 1]! + amounts[Math.floor(middle)]!) / 2;
  });
}
