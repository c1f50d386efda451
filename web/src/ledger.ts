import type { ExpenseQuery } from "./api/expenses";
import type { Expense, HistoryMonth } from "./api/types";
import { compare, sum } from "./money";

/** Rows of the ledger in their order, with the months between them. */

/** Which of two rows comes first, as the server sorts them. */
export function order(a: Expense, b: Expense, query: ExpenseQuery): number {
  const by = query.sort === "amount" ? compare(a.amount, b.amount) : text(a.date, b.date);
  return (by || text(a.id, b.id)) * (query.order === "asc" ? 1 : -1);
}

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The rows with one more in its place; left out where its place is on a page that is still to come. */
export function place(items: Expense[], expense: Expense, query: ExpenseQuery, more: boolean): Expense[] {
  const at = items.findIndex((other) => order(expense, other, query) < 0);
  if (at < 0) return more ? items : [...items, expense];
  return items.toSpliced(at, 0, expense);
}

/** The rows with one of them as it is now, moved where its order changed. */
export function replaced(items: Expense[], expense: Expense, query: ExpenseQuery, more: boolean): Expense[] {
  const at = items.findIndex(({ id }) => id === expense.id);
  const before = items[at];
  if (!before) return items;
  if (order(before, { ...expense, id: before.id }, query) === 0) return items.with(at, expense);
  return place(items.toSpliced(at, 1), expense, query, more);
}

export function removed(items: Expense[], ids: Set<string>): Expense[] {
  return items.filter(({ id }) => !ids.has(id));
}

/** One line of the table: the head of a month, or a row. */
export type Line =
  | { type: "month"; month: string; total?: string; count?: number }
  | { type: "row"; expense: Expense; index: number };

const monthOf = (date: string) => `${date.slice(0, 7)}-01`;
const isSpending = ({ kind, pending }: Expense) => !pending && (kind === "expense" || kind === "refund");

/**
 * The rows with the head of each month before its first. Its sum is that of `history` where it covers what is listed,
 * else what the rows add up to once all of the month are there.
 */
export function withMonths(items: Expense[], more: boolean, history?: HistoryMonth[]): Line[] {
  const known = history && new Map(history.map((m) => [m.month, m]));
  const lines: Line[] = [];
  for (let from = 0; from < items.length; ) {
    const month = monthOf(items[from]!.date);
    let to = from;
    while (to < items.length && monthOf(items[to]!.date) === month) to++;
    const rows = items.slice(from, to);
    const whole = to < items.length || !more;
    const told = known?.get(month);
    const spending = rows.filter(isSpending);
    if (told) lines.push({ type: "month", month, total: told.total, count: told.count });
    else if (whole) lines.push({ type: "month", month, total: sum(spending.map((e) => e.amount)), count: spending.length });
    else lines.push({ type: "month", month });
    rows.forEach((expense, i) => lines.push({ type: "row", expense, index: from + i }));
    from = to;
  }
  return lines;
}

/** What is chosen after a click on one row, with shift also everything between it and the last one clicked. */
export function choose(chosen: ReadonlySet<string>, ids: string[], clicked: string, last?: string): Set<string> {
  const next = new Set(chosen);
  const on = !chosen.has(clicked);
  const [a, b] = [ids.indexOf(last ?? clicked), ids.indexOf(clicked)];
  const range = last === undefined || a < 0 ? [clicked] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
  for (const id of range) {
    if (on) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** The part of a description that names the place: what stands before its first number, reference or mark. */
export function placeName(description: string): string {
  const words = description.trim().split(/\s+/);
  const end = words.findIndex((word, i) => i > 0 && /[\d#*]/.test(word));
  const name = (end < 0 ? words : words.slice(0, end)).join(" ");
  return name.length >= 3 ? name.slice(0, 60) : description.trim().slice(0, 60);
}
