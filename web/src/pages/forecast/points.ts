import type { MonthPoint } from "../../charts/MonthChart";
import type { ForecastStep, SeriesForecast } from "../../api/types";
import { formatMoney, formatMonth } from "../../format";
import { categoryFilter, monthRange, rowsOf } from "../../links";
import { minus } from "../../money";

/** A series of the forecast as points of a chart and rows of a table. */

export const HISTORY_SHOWN = 24;

/** A month of the past, or one ahead with its intervals. */
export interface MonthRow {
  month: string;
  amount: string;
  step?: ForecastStep;
}

export function rowsOfSeries({ history, steps }: SeriesForecast): MonthRow[] {
  return [
    ...history.slice(-HISTORY_SHOWN).map(({ month, amount }) => ({ month, amount })),
    ...steps.map((step) => ({ month: step.month, amount: step.mean, step })),
  ];
}

/** A month's place in the chart; one that has begun or is over leads to its rows. */
export function pointOf({ month, amount, step }: MonthRow, category: string | undefined, currency: string): MonthPoint {
  const money = (value: string) => formatMoney(value, currency);
  const begun = !step || step.spent_so_far !== undefined;
  return {
    month,
    amount: Number(amount),
    words: step
      ? `${formatMonth(month)}: ${money(amount)} expected, 80 % between ${money(step.lo80)} and ${money(step.hi80)}`
      : `${formatMonth(month)}: ${money(amount)}`,
    band: step && { lo80: Number(step.lo80), hi80: Number(step.hi80), lo95: Number(step.lo95), hi95: Number(step.hi95) },
    href: begun ? rowsOf({ ...(category === undefined ? {} : { category: categoryFilter(category) }), ...monthRange(month) }) : undefined,
  };
}

export interface Running {
  step: ForecastStep;
  spent: string;
  due: string;
  /** What is expected beside both. */
  rest: string;
}

/** The month that has begun, in its parts; `undefined` where the ledger ends with a month. */
export function runningMonth(series: SeriesForecast | undefined): Running | undefined {
  const step = series?.steps.find(({ spent_so_far }) => spent_so_far !== undefined);
  if (!step?.spent_so_far) return undefined;
  const due = step.still_due ?? "0";
  const rest = minus(minus(step.mean, step.spent_so_far), due);
  return { step, spent: step.spent_so_far, due, rest: rest.startsWith("-") ? "0" : rest };
}
