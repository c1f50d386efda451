import type { CategoryShift, Contributor, DriftReport } from "../../api/types";
import { minus } from "../../money";
import { size } from "../../amounts";

/** Habits in money: what each category cost a month before, what it costs now, and whether that can be chance. */
export interface Habit {
  category: string;
  /** A usual month, and now. */
  before: string;
  now: string;
  difference: string;
  /** From which month on, where a lasting change of level is told. */
  since?: string;
  /** Significant, large enough, and no season. */
  sure: boolean;
  /** What changed: how often, or how much at a time. */
  aspect?: "count" | "amount";
}

/**
 * One line a category, the sure changes first, then by the money they make. A sure change is told from its own start;
 * everything else compares the newest complete month with the usual one, so that no line says "steady" beside figures
 * that are not.
 */
export function habitsOf(report: DriftReport): Habit[] {
  const sure = new Map<string, CategoryShift>();
  // The surest shift of a category comes first.
  for (const shift of report.shifts) if (shift.drift && !sure.has(shift.category)) sure.set(shift.category, shift);
  const told = [...sure.values()].map(fromShift);
  const others = report.contributors.filter(({ category }) => !sure.has(category)).map(fromContributor);
  return [...told, ...others].sort(
    (a, b) => Number(b.sure) - Number(a.sure) || Number(size(b.difference)) - Number(size(a.difference)),
  );
}

function fromShift({ category, monthly_before: before, monthly_now: now, since, aspect }: CategoryShift): Habit {
  return {
    category,
    before,
    now,
    difference: minus(now, before),
    since,
    sure: true,
    aspect: aspect === "count" ? "count" : "amount",
  };
}

function fromContributor({ category, reference_spend: before, current_spend: now }: Contributor): Habit {
  return { category, before, now, difference: minus(now, before), sure: false };
}
