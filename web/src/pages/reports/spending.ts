import type { Analysis, Merchant, SummaryReport } from "../../api/types";
import type { Bar } from "../../charts/Bars";
import type { MonthPoint } from "../../charts/MonthChart";
import { formatMoney, formatMonth, formatPercent, plural } from "../../format";
import { categoryFilter, monthRange, rowsOf } from "../../links";

/** The figures of a summary as bars and points that lead to their rows. */

const within = ({ from, to }: SummaryReport) => ({ from, to });

export function categoryBars(report: SummaryReport): Bar[] {
  return report.categories.map(({ category, total, count, share }) => ({
    name: category,
    value: formatMoney(total, report.currency),
    size: Number(total),
    detail: `${formatPercent(share)} · ${plural(count, "expense")}`,
    href: rowsOf({ category: categoryFilter(category), ...within(report) }),
  }));
}

/** Spending a month, of all categories or of one; months without any are zero. */
export function monthPoints(report: SummaryReport, category?: string): MonthPoint[] {
  const totals = new Map(
    category === undefined
      ? report.months.map(({ month, total }) => [month, total])
      : report.category_months.filter((c) => c.category === category).map(({ month, total }) => [month, total]),
  );
  return report.months.map(({ month, complete }) => {
    const total = totals.get(month) ?? "0";
    return {
      month,
      amount: Number(total),
      words: `${formatMonth(month)}: ${formatMoney(total, report.currency)}${complete ? "" : " so far"}`,
      open: !complete,
      href: rowsOf({ ...(category === undefined ? {} : { category: categoryFilter(category) }), ...monthRange(month) }),
    };
  });
}

export function merchantBars(merchants: Merchant[], currency: Analysis["parameters"]["currency"]): Bar[] {
  return merchants.map(({ merchant, total, count }) => ({
    name: merchant || "No description",
    value: formatMoney(total, currency),
    size: Number(total),
    detail: plural(count, "expense"),
    href: rowsOf({ q: merchant }),
  }));
}
