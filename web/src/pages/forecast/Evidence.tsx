import { Stack } from "@mantine/core";

import type { ForecastReport } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Notes } from "../../components/Notes";
import { Section } from "../../components/Section";
import { formatDecimal, formatPercent } from "../../format";
import { methodName } from "../../words";

const used = (name: string, chosen: boolean) => (chosen ? <b>{methodName(name)} (used)</b> : methodName(name));

/** How every method would have done at earlier dates, and what each category's forecast rests on. */
export function Evidence({ report }: { report: ForecastReport }) {
  const series = report.total ? [report.total, ...report.categories] : report.categories;
  return (
    <Stack gap="md" mt="xs">
      <Notes notes={report.notes} />
      <Section title="What each forecast rests on">
        <DataTable
          label="What each forecast rests on"
          rows={series}
          columns={[
            { title: "Category", cell: (s) => s.category ?? "All spending" },
            { title: "Method", cell: (s) => methodName(s.method) },
            { title: "Better than naive", number: true, cell: (s) => (s.backtest ? formatPercent(s.backtest.skill) : "–") },
            {
              title: "80 % held",
              number: true,
              cell: (s) => (s.backtest?.coverage80 === undefined ? "–" : formatPercent(s.backtest.coverage80)),
            },
            { title: "Rests on", sentence: true, cell: (s) => s.rests_on },
          ]}
        />
      </Section>
      {report.backtest.length > 0 && (
        <Section title="How the methods did on earlier months">
          <DataTable
            label="Backtest"
            rows={report.backtest}
            columns={[
              { title: "Method", cell: (m) => used(m.method, m.chosen) },
              { title: "Scaled error (MASE)", number: true, cell: (m) => formatDecimal(m.mase) },
              { title: "Share of spending (WAPE)", number: true, cell: (m) => formatPercent(m.wape) },
              { title: "Better than naive", number: true, cell: (m) => formatPercent(m.skill) },
              { title: "Measured on", number: true, cell: (m) => m.points },
            ]}
          />
        </Section>
      )}
      {report.intervals.length > 0 && (
        <Section title="How 80 % intervals did on earlier months">
          <DataTable
            label="Intervals"
            rows={report.intervals}
            columns={[
              { title: "Kind", cell: (i) => used(i.method, i.chosen) },
              { title: "Held", number: true, cell: (i) => formatPercent(i.coverage80) },
              { title: "Interval score (lower is better)", number: true, cell: (i) => formatDecimal(i.score) },
            ]}
          />
        </Section>
      )}
    </Stack>
  );
}
