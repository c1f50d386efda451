import { size, times } from "../../amounts";
import type { RecurringAlert, RecurringSeries } from "../../api/types";
import { formatDay, formatMoney, plural } from "../../format";
import { minus, sum } from "../../money";

/** What is odd about recurring charges, as sentences in the reader's language from the values the engine gives. */

export interface Told {
  series: RecurringSeries;
  alert: RecurringAlert;
  text: string;
}

export const ALERT: Record<RecurringAlert["kind"], { label: string; color: string }> = {
  price_rise: { label: "New price", color: "orange" },
  new_subscription: { label: "New", color: "blue" },
  missed: { label: "Missed", color: "red" },
  overdue: { label: "Overdue", color: "red" },
  late: { label: "Late", color: "yellow" },
  early: { label: "Early", color: "yellow" },
  duplicate_subscription: { label: "Twice", color: "orange" },
  double_charge: { label: "Charged twice", color: "red" },
  stopped: { label: "Stopped", color: "gray" },
  decimal_slip: { label: "Slipped decimal point", color: "red" },
};

/** One alert in words; the engine's own where a value is missing. */
export function sentenceOf({ kind, date, text, values: v }: RecurringAlert, currency: string): string {
  const money = (amount: string) => formatMoney(amount, currency);
  const { actual, expected, yearly, days, expected_date: due = date } = v;
  switch (kind) {
    case "price_rise": {
      if (!actual || !expected || !yearly) break;
      const dearer = !minus(actual, expected).startsWith("-");
      return `From ${money(expected)} to ${money(actual)} on ${formatDay(date)}: ${money(size(yearly))} ${dearer ? "more" : "less"} a year.`;
    }
    case "new_subscription":
      if (!actual || !yearly) break;
      return `New since ${formatDay(date)}: ${money(actual)}, ${money(yearly)} a year.`;
    case "missed": {
      if (!expected) break;
      const several = v.missing !== undefined && v.missing > 1 ? `${v.missing} charges from ${formatDay(due)} on` : `around ${formatDay(due)}`;
      return `${money(expected)} expected ${several} did not come.`;
    }
    case "overdue":
      if (!expected) break;
      return `${money(expected)} was due on ${formatDay(due)} and has not come${days === undefined ? "" : ` for ${plural(days, "day")}`}.`;
    case "late":
    case "early":
      if (days === undefined) break;
      return `Came ${plural(Math.abs(days), "day")} ${kind} on ${formatDay(date)}.`;
    case "duplicate_subscription":
      if (!v.other || !yearly) break;
      return `Runs beside ${v.other}: ${money(yearly)} a year.`;
    case "double_charge":
      if (!actual || days === undefined) break;
      return days === 0
        ? `${money(actual)} twice on ${formatDay(date)}.`
        : `${money(actual)} again on ${formatDay(date)}, ${plural(days, "day")} after the charge before.`;
    case "stopped":
      if (!yearly) break;
      return `Has not come since ${formatDay(due)}; it cost ${money(yearly)} a year.`;
    case "decimal_slip":
      if (!actual || !expected) break;
      return `${money(actual)} on ${formatDay(date)} where ${money(expected)} is usual.`;
  }
  return text;
}

/** Every alert since `since`, newest first. */
export function alertsSince(series: RecurringSeries[], since: string, currency: string): Told[] {
  return series
    .flatMap((s) => s.alerts.map((alert) => ({ series: s, alert, text: sentenceOf(alert, currency) })))
    .filter(({ alert }) => alert.date >= since)
    .sort((a, b) => b.alert.date.localeCompare(a.alert.date));
}

/** The merchant as its owner knows it. */
export const nameOf = ({ name, merchant }: RecurringSeries) => name || merchant || "No description";

/** Charges a year of cadences that divide one evenly; of the others the year is twelve average months. */
const A_YEAR: Partial<Record<RecurringSeries["cadence"], number>> = {
  monthly: 12,
  every_two_months: 6,
  quarterly: 4,
  every_four_months: 3,
  half_yearly: 2,
  yearly: 1,
};

/** What it costs a year. */
export function yearlyCost({ varies, amount, cadence, monthly_cost }: RecurringSeries): string {
  const charges = A_YEAR[cadence];
  return varies || charges === undefined ? times(monthly_cost, 12) : times(amount, charges);
}

/** Those that still come, the others, and what the first cost a year together; moves of one's own money cost nothing. */
export function running(series: RecurringSeries[]): { active: RecurringSeries[]; stopped: RecurringSeries[]; yearly: string } {
  const active = series.filter(({ state }) => state !== "stopped");
  return {
    active,
    stopped: series.filter(({ state }) => state === "stopped"),
    yearly: sum(active.filter(({ kind }) => kind === "expense").map(yearlyCost)),
  };
}
