import type { CategoryShift, HistoryMonth } from "../../api/types";

/** What changed most in what is spent, with the two numbers that say so. */
export interface Habit {
  category: string;
  /** Of one month, or a month on average since then. */
  now: string;
  before: string;
  month: string;
  lasting: boolean;
}

/** A change below this share of a usual month is not worth a sentence. */
const SHARE = 0.04;
/** And below this share of what the category usually costs. */
const CHANGE = 0.25;
const BEFORE = 12;

/** A lasting change that an analysis is sure of, else the category that was furthest from usual in the last whole month. */
export function habit(history: HistoryMonth[], shifts: CategoryShift[], thisMonth: string): Habit | undefined {
  const whole = history.filter(({ month }) => month < thisMonth);
  const last = whole.at(-1);
  const before = whole.slice(-1 - BEFORE, -1);
  if (!last || before.length === 0) return undefined;
  const mean = (pick: (month: HistoryMonth) => number) => before.reduce((sum, m) => sum + pick(m), 0) / before.length;
  const least = SHARE * mean(({ total }) => Number(total));

  const difference = (s: CategoryShift) => Math.abs(Number(s.monthly_now) - Number(s.monthly_before));
  const sure = shifts.filter((s) => s.drift && difference(s) >= least).sort((a, b) => difference(b) - difference(a))[0];
  if (sure) return { category: sure.category, now: sure.monthly_now, before: sure.monthly_before, month: sure.since, lasting: true };

  const of = (month: HistoryMonth, category: string) => Number(month.categories.find((c) => c.category === category)?.total ?? 0);
  const names = new Set([last, ...before].flatMap((m) => m.categories.map((c) => c.category)));
  let most: (Habit & { by: number }) | undefined;
  for (const category of names) {
    const [now, usually] = [of(last, category), mean((m) => of(m, category))];
    const by = Math.abs(now - usually);
    if (category === "" || by < least || by < CHANGE * usually || by <= (most?.by ?? 0)) continue;
    most = { category, now: now.toFixed(2), before: usually.toFixed(2), month: last.month, lasting: false, by };
  }
  return most;
}
