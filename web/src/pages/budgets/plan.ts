import type { Budget, ForecastReport, HistoryMonth } from "../../api/types";
import { shiftMonth } from "../../dates";
import { minus } from "../../money";

/** The budgets of a month with what was spent, and what earlier months spent of the same. */

export interface Line {
  category: string;
  budget?: string;
  spent: string;
  /** Budget less what was spent; negative when overspent. */
  left?: string;
  /** Whole months before, oldest first. */
  before: { month: string; spent: string; over: boolean }[];
  /** Probability that the budget is exceeded in the month, where the forecast knows. */
  risk?: number;
  /** What the forecast, or else the months before, would allow. */
  suggested?: string;
}

/** Months shown beside the one that is planned. */
export const BEFORE = 5;

export function lines(budgets: Budget[], history: HistoryMonth[], month: string, forecast?: ForecastReport): Line[] {
  const byMonth = new Map(history.map((m) => [m.month, new Map(m.categories.map((c) => [c.category, c.total]))]));
  const spent = (category: string, of: string) => byMonth.get(of)?.get(category) ?? "0";
  const first = history[0]?.month ?? month;
  const months = Array.from({ length: BEFORE }, (_, i) => shiftMonth(month, i - BEFORE)).filter((m) => m >= first);
  const allowed = new Map(budgets.map((b) => [b.category, b.amount]));
  const shown = [month, ...months].flatMap((m) => [...(byMonth.get(m)?.keys() ?? [])]);
  const names = new Set([...allowed.keys(), ...shown.filter((name) => name !== "")]);
  const all = [...names].map((category): Line => {
    const budget = allowed.get(category);
    const now = spent(category, month);
    const step = forecast?.categories.find((c) => c.category === category)?.steps.find((s) => s.month === month);
    return {
      category,
      budget,
      spent: now,
      left: budget && minus(budget, now),
      before: months.map((m) => {
        const amount = spent(category, m);
        return { month: m, spent: amount, over: budget !== undefined && Number(amount) > Number(budget) };
      }),
      // A forecast that was made for another budget says nothing of this one.
      risk: step?.budget !== undefined && budget !== undefined && Number(step.budget) === Number(budget) ? step.over_budget : undefined,
      suggested: suggest(category, months.map((m) => Number(spent(category, m))), month, forecast),
    };
  });
  // Those with a budget first, then by what they cost.
  return all.sort(
    (a, b) => Number(b.budget !== undefined) - Number(a.budget !== undefined) || weight(b) - weight(a) || a.category.localeCompare(b.category),
  );
}

const weight = (line: Line) => Number(line.budget ?? 0) || Number(line.spent) + line.before.reduce((sum, m) => sum + Number(m.spent), 0);

/**
 * What the forecast expects of a coming month on average, since a budget holds for all of them; without a forecast the
 * mean of the months before. Rounded up to what a person would write.
 */
function suggest(category: string, before: number[], month: string, forecast?: ForecastReport): string | undefined {
  const mean = (amounts: number[]) => amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
  const coming = forecast?.categories
    .find((c) => c.category === category)
    ?.steps.filter((s) => s.month > month)
    .map((s) => Number(s.mean));
  if (coming && coming.length > 0) return roundUp(mean(coming));
  return before.length > 0 ? roundUp(mean(before)) : undefined;
}

export function roundUp(amount: number): string | undefined {
  if (!(amount >= 1)) return undefined;
  const step = amount < 100 ? 5 : amount < 1_000 ? 10 : 50;
  return String(Math.ceil(amount / step) * step);
}
