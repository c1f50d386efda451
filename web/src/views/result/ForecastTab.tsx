import { Stack, Text } from "@mantine/core";

import { useForecasts } from "../../api/results";
import type { ForecastReport, SeriesForecast } from "../../api/types";
import { DataTable, type Column } from "../../components/DataTable";
import { MonthBars } from "../../components/MonthBars";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatDecimal, formatMoney, formatMonth, formatPercent } from "../../format";
import { methodName } from "../../words";
import type { PartProps } from "./part";

const HISTORY_SHOWN = 24;

/** What the next months will cost: in total and by category, with the evidence. */
export function ForecastTab({ analysis, currency }: PartProps) {
  const query = useForecasts(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) => (
        <>
          {report.total ? <Total total={report.total} currency={currency} /> : <Text>There is no forecast.</Text>}
          {report.categories.length > 0 && <Categories series={report.categories} currency={currency} />}
          {report.backtest.length > 0 && <Backtest report={report} />}
          {report.intervals.length > 0 && <Intervals report={report} />}
        </>
      )}
    </Part>
  );
}

function Total({ total, currency }: { total: SeriesForecast; currency: string }) {
  const money = (amount: string) => formatMoney(amount, currency);
  return (
    <Section title="All spending">
      <Stack gap="md">
        <MonthBars
          currency={currency}
          bars={[
            ...total.history.slice(-HISTORY_SHOWN),
            ...total.steps.map((s) => ({ month: s.month, amount: s.mean, interval: { low: s.lo80, high: s.hi80 } })),
          ]}
        />
        <Text size="sm" c="dimmed">
          Hatched: the forecast, with its 80% interval. {methodName(total.method)}. {total.rests_on}
        </Text>
        <DataTable
          label="Forecast of all spending"
          rows={total.steps}
          columns={[
            { title: "Month", cell: (s) => formatMonth(s.month) },
            { title: "Expected", number: true, cell: (s) => <b>{money(s.mean)}</b> },
            { title: "80% interval", number: true, cell: (s) => `${money(s.lo80)} – ${money(s.hi80)}` },
            { title: "95% interval", number: true, cell: (s) => `${money(s.lo95)} – ${money(s.hi95)}` },
            { title: "Known to recur", number: true, cell: (s) => money(s.recurring) },
          ]}
        />
      </Stack>
    </Section>
  );
}

function Categories({ series, currency }: { series: SeriesForecast[]; currency: string }) {
  const money = (amount?: string) => (amount === undefined ? "–" : formatMoney(amount, currency));
  const budgets: Column<SeriesForecast>[] = [
    { title: "Budget", number: true, cell: ({ steps: [next] }) => money(next?.budget) },
    {
      title: "Chance to exceed it",
      number: true,
      cell: ({ steps: [next] }) => (next?.over_budget === undefined ? "–" : formatPercent(next.over_budget)),
    },
  ];
  return (
    <Section title="By category, next month">
      <DataTable
        label="Forecast by category"
        rows={series}
        columns={[
          { title: "Category", cell: (s) => s.category ?? "" },
          { title: "Expected", number: true, cell: ({ steps: [next] }) => <b>{money(next?.mean)}</b> },
          {
            title: "80% interval",
            number: true,
            cell: ({ steps: [next] }) => `${money(next?.lo80)} – ${money(next?.hi80)}`,
          },
          ...(series.some(({ steps: [next] }) => next?.budget !== undefined) ? budgets : []),
          { title: "Method", cell: (s) => methodName(s.method) },
          {
            title: "Better than naive",
            number: true,
            cell: (s) => (s.backtest ? formatPercent(s.backtest.skill) : "–"),
          },
          {
            title: "80% interval held",
            number: true,
            cell: (s) => (s.backtest?.coverage80 === undefined ? "–" : formatPercent(s.backtest.coverage80)),
          },
          { title: "Rests on", sentence: true, cell: (s) => s.rests_on },
        ]}
      />
    </Section>
  );
}

function Backtest({ report }: { report: ForecastReport }) {
  return (
    <Section title="How the methods did on past months">
      <DataTable
        label="Backtest"
        rows={report.backtest}
        columns={[
          {
            title: "Method",
            cell: (m) =>
              m.chosen ? (
                <>
                  <b>{methodName(m.method)}</b> (used)
                </>
              ) : (
                methodName(m.method)
              ),
          },
          { title: "Scaled error (MASE)", number: true, cell: (m) => formatDecimal(m.mase) },
          { title: "Share of spending (WAPE)", number: true, cell: (m) => formatPercent(m.wape) },
          { title: "Better than naive", number: true, cell: (m) => formatPercent(m.skill) },
        ]}
      />
    </Section>
  );
}

function Intervals({ report }: { report: ForecastReport }) {
  return (
    <Section title="How 80% intervals did on past months">
      <DataTable
        label="Intervals"
        rows={report.intervals}
        columns={[
          { title: "Kind", cell: (i) => (i.chosen ? <b>{methodName(i.method)} (used)</b> : methodName(i.method)) },
          { title: "Held", number: true, cell: (i) => formatPercent(i.coverage80) },
          { title: "Interval score (lower is better)", number: true, cell: (i) => formatDecimal(i.score) },
        ]}
      />
    </Section>
  );
}
