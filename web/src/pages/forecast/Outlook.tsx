import { Select, Stack, Text } from "@mantine/core";
import { useState } from "react";

import type { ForecastReport } from "../../api/types";
import { Figure } from "../../charts/Figure";
import { MonthChart } from "../../charts/MonthChart";
import { Section } from "../../components/Section";
import { formatMoney, formatMonth, formatPercent } from "../../format";
import { methodName } from "../../words";
import { pointOf, rowsOfSeries, type MonthRow } from "./points";

const ALL = "";
const key = (category: string) => `category:${category}`;

/** What was spent and what is expected, for all spending or one category. */
export function Outlook({ report, currency }: { report: ForecastReport; currency: string }) {
  const [chosen, setChosen] = useState(ALL);
  const series = report.categories.find((s) => key(s.category ?? "") === chosen) ?? report.total;
  if (!series) return null;
  const rows = rowsOfSeries(series);
  const category = chosen === ALL ? undefined : series.category;
  const budget = series.steps[0]?.budget;
  const money = (amount?: string) => (amount === undefined ? "" : formatMoney(amount, currency));
  const name = category ?? "All spending";
  return (
    <Section
      title="Months ahead"
      aside={
        <Select
          aria-label="What is forecast"
          value={chosen}
          onChange={(value) => setChosen(value ?? ALL)}
          data={[
            { value: ALL, label: "All spending" },
            ...report.categories.map((s) => ({ value: key(s.category ?? ""), label: s.category || "Uncategorised" })),
          ]}
          allowDeselect={false}
          searchable
          w={240}
          maw="100%"
        />
      }
    >
      <Stack gap="xs">
        <Figure<MonthRow>
          label={`${name}: months so far and forecast`}
          legend="Solid: what was spent. Dashed: what is expected, with the band it stays in four times in five (dark) and nineteen times in twenty (pale)."
          rows={[...rows].reverse()}
          columns={[
            { title: "Month", cell: (r) => formatMonth(r.month) + (r.step ? " (forecast)" : "") },
            { title: "Spending", number: true, cell: (r) => <b>{money(r.amount)}</b> },
            { title: "80 %", number: true, cell: (r) => r.step && `${money(r.step.lo80)} – ${money(r.step.hi80)}` },
            { title: "95 %", number: true, cell: (r) => r.step && `${money(r.step.lo95)} – ${money(r.step.hi95)}` },
            { title: "Known to recur", number: true, cell: (r) => money(r.step?.recurring) },
          ]}
        >
          <MonthChart
            as="line"
            label={`${name}, month by month`}
            currency={currency}
            points={rows.map((row) => pointOf(row, category, currency))}
            level={budget === undefined ? undefined : { amount: Number(budget), label: `Budget ${money(budget)}` }}
          />
        </Figure>
        <Text size="sm" c="dimmed">
          {methodName(series.method)}. {series.rests_on}
          {series.steps[0]?.over_budget !== undefined &&
            `. Chance to exceed the budget in ${formatMonth(series.steps[0].month)}: ${formatPercent(series.steps[0].over_budget)}`}
          .
        </Text>
      </Stack>
    </Section>
  );
}
