import { Badge, Button } from "@mantine/core";
import { useState } from "react";

import type { ForecastReport } from "../../api/types";
import { Bars } from "../../charts/Bars";
import { Figure } from "../../charts/Figure";
import { Section } from "../../components/Section";
import { formatMoney, formatMonth, formatPercent } from "../../format";
import { categoryFilter, monthRange, rowsOf } from "../../links";

const SHOWN = 12;

/** A chance from which on a budget is at risk. */
const AT_RISK = 0.5;

/** What each category is expected to cost in the first month of the forecast. */
export function Categories({ report, currency }: { report: ForecastReport; currency: string }) {
  const [all, setAll] = useState(false);
  const month = report.first_month;
  if (!month || report.categories.length === 0) return null;
  const money = (amount?: string) => (amount === undefined ? "–" : formatMoney(amount, currency));
  // A month that is still to come has no rows; the newest that is over has.
  const begun = report.categories.some(({ steps: [next] }) => next?.spent_so_far !== undefined);
  const opened = begun ? month : (report.categories[0]?.history.at(-1)?.month ?? month);
  const series = [...report.categories].sort((a, b) => Number(b.steps[0]?.mean ?? 0) - Number(a.steps[0]?.mean ?? 0));
  return (
    <Section title={`By category, ${formatMonth(month)}`}>
      <Figure
        label={`Forecast by category for ${formatMonth(month)}`}
        legend={`A bar opens the rows of ${formatMonth(opened)}.`}
        rows={series}
        columns={[
          { title: "Category", cell: (s) => s.category || "Uncategorised" },
          { title: "Expected", number: true, cell: ({ steps: [next] }) => <b>{money(next?.mean)}</b> },
          { title: "80 %", number: true, cell: ({ steps: [next] }) => `${money(next?.lo80)} – ${money(next?.hi80)}` },
          { title: "Spent so far", number: true, cell: ({ steps: [next] }) => money(next?.spent_so_far) },
          { title: "Budget", number: true, cell: ({ steps: [next] }) => money(next?.budget) },
          {
            title: "Chance to exceed it",
            number: true,
            cell: ({ steps: [next] }) =>
              next?.over_budget === undefined ? (
                "–"
              ) : (
                <Badge color={next.over_budget >= AT_RISK ? "orange" : "gray"}>{formatPercent(next.over_budget)}</Badge>
              ),
          },
        ]}
      >
        <Bars
          label={`Expected by category in ${formatMonth(month)}`}
          bars={series.slice(0, all ? undefined : SHOWN).map(({ category = "", steps: [next] }) => ({
            name: category || "Uncategorised",
            value: money(next?.mean),
            size: Number(next?.mean ?? 0),
            detail: next?.over_budget !== undefined && next.over_budget >= AT_RISK ? `${formatPercent(next.over_budget)} likely to exceed ${money(next.budget)}` : undefined,
            href: rowsOf({ category: categoryFilter(category), ...monthRange(opened) }),
          }))}
        />
        {series.length > SHOWN && (
          <Button variant="default" mih={44} mt="xs" onClick={() => setAll(!all)}>
            {all ? "Show fewer" : `Show all ${series.length}`}
          </Button>
        )}
      </Figure>
    </Section>
  );
}
