import { Badge, List, Stack, Text } from "@mantine/core";

import { useDrift } from "../../api/results";
import type { DriftReport } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { describeRange, formatDecimal, formatMoney, formatMonth, formatP, formatPercent, humanise } from "../../format";
import { DRIFT_TEST } from "../../words";
import type { PartProps } from "./part";

/** Whether habits changed in the last complete month, in what, and why. */
export function DriftTab({ analysis, currency }: PartProps) {
  const query = useDrift(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) => (
        <>
          <Verdict report={report} currency={currency} />
          {report.shifts.length > 0 && <Shifts report={report} />}
          {report.tests.length > 0 && <Tests report={report} />}
          {report.contributors.length > 0 && <Contributors report={report} currency={currency} />}
          {report.history.length > 0 && <History report={report} />}
        </>
      )}
    </Part>
  );
}

function Verdict({ report, currency }: { report: DriftReport; currency: string }) {
  const facts = factsOf(report, currency);
  return (
    <Section title={report.drift ? "Habits changed" : report.tests.length > 0 ? "Habits are steady" : "Habits"}>
      <Stack gap="xs">
        {report.current_from && report.current_to && report.reference_from && report.reference_to ? (
          <Text size="sm" c="dimmed">
            {describeRange(report.current_from, report.current_to)}, against{" "}
            {describeRange(report.reference_from, report.reference_to)}
          </Text>
        ) : (
          <Text>There is too little history to compare.</Text>
        )}
        {facts.length > 0 && (
          <List size="sm" spacing={4}>
            {facts.map((fact) => (
              <List.Item key={fact}>{fact}</List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Section>
  );
}

function factsOf(report: DriftReport, currency: string): string[] {
  const money = (amount: string) => formatMoney(amount, currency);
  const { new_categories: fresh, vanished_categories: gone, change_point: change, decomposition: why } = report;
  const facts: string[] = [];
  if (fresh.length > 0) facts.push(`New: ${fresh.join(", ")}.`);
  if (gone.length > 0) facts.push(`No longer there: ${gone.join(", ")}.`);
  if (change) {
    facts.push(
      `In ${formatMonth(change.month)} the average month went from ${money(change.before)} to ${money(change.after)} (p ${formatP(change.p_value)}).`,
    );
  }
  if (why) {
    facts.push(
      `${money(why.difference)} against the average month before: ${money(why.price)} from the size of charges, ${money(why.volume)} from their number, ${money(why.mix)} from moving between categories.`,
    );
  }
  return facts;
}

/** Categories that moved, and the ones nearest to it. */
function Shifts({ report }: { report: DriftReport }) {
  const moved = report.shifts.filter((s) => s.drift);
  const rows = moved.length > 0 ? moved : report.shifts.slice(0, 5);
  return (
    <Section title={moved.length > 0 ? "Categories that moved" : "Categories: none moved enough to matter; the nearest"}>
      <DataTable
        label="Categories that moved"
        rows={rows}
        columns={[
          { title: "Category", cell: (s) => s.category },
          {
            title: "Result",
            cell: (s) => <Badge color={s.drift ? "orange" : "gray"}>{s.drift ? "Changed" : "Steady"}</Badge>,
          },
          { title: "What", cell: (s) => (s.aspect === "count" ? "Number of charges" : "Size of a charge") },
          { title: "Since", cell: (s) => formatMonth(s.since) },
          { title: "Before", number: true, cell: (s) => formatDecimal(s.before) },
          { title: "Now", number: true, cell: (s) => formatDecimal(s.now) },
          {
            title: "Ratio (95 %)",
            number: true,
            cell: (s) => `${formatDecimal(s.ratio)} (${formatDecimal(s.lo95)}–${formatDecimal(s.hi95)})`,
          },
          { title: "p, adjusted", number: true, cell: (s) => formatP(s.q_value) },
        ]}
      />
    </Section>
  );
}

/** Each month's category mix against the months before it, the newest first. */
function History({ report }: { report: DriftReport }) {
  return (
    <Section title="Month by month">
      <DataTable
        label="Month by month"
        rows={[...report.history].reverse().slice(0, 24)}
        columns={[
          { title: "Month", cell: (m) => formatMonth(m.month) },
          {
            title: "Result",
            cell: (m) => <Badge color={m.drift ? "orange" : "gray"}>{m.drift ? "Changed" : "Steady"}</Badge>,
          },
          { title: "JS distance", number: true, cell: (m) => formatDecimal(m.js) },
          { title: "Usual at most", number: true, cell: (m) => formatDecimal(m.js_null95) },
          { title: "p", number: true, cell: (m) => formatP(m.p_value) },
        ]}
      />
    </Section>
  );
}

function Tests({ report }: { report: DriftReport }) {
  return (
    <Section title="What was tested">
      <DataTable
        label="Tests"
        rows={report.tests}
        columns={[
          { title: "Aspect", cell: (t) => DRIFT_TEST[t.name] ?? humanise(t.name) },
          {
            title: "Result",
            cell: (t) => <Badge color={t.drift ? "orange" : "gray"}>{t.drift ? "Changed" : "Steady"}</Badge>,
          },
          { title: "p, adjusted", number: true, cell: (t) => formatP(t.q_value) },
          { title: "Effect", number: true, cell: (t) => formatDecimal(t.effect) },
          { title: "JS (usual at most)", number: true, cell: (t) => beside(t.js, t.js_null95) },
          { title: "PSI (usual at most)", number: true, cell: (t) => beside(t.psi, t.psi_null95) },
          { title: "KL (usual at most)", number: true, cell: (t) => beside(t.kl, t.kl_null95) },
        ]}
      />
    </Section>
  );
}

/** A distance and its 95% point without drift; tests that compare no distributions have neither. */
function beside(distance: number, usual: number): string {
  return distance === 0 && usual === 0 ? "–" : `${formatDecimal(distance)} (${formatDecimal(usual)})`;
}

function Contributors({ report, currency }: { report: DriftReport; currency: string }) {
  return (
    <Section title="Categories behind the change">
      <DataTable
        label="Categories behind the change"
        rows={report.contributors}
        columns={[
          { title: "Category", cell: (c) => c.category },
          { title: "Share before", number: true, cell: (c) => formatPercent(c.reference_share) },
          { title: "Share now", number: true, cell: (c) => formatPercent(c.current_share) },
          {
            title: "Change (95 %)",
            number: true,
            cell: (c) => `${formatPercent(c.change)} (${formatPercent(c.lo95)} to ${formatPercent(c.hi95)})`,
          },
          { title: "Month before", number: true, cell: (c) => formatMoney(c.reference_spend, currency) },
          { title: "Month now", number: true, cell: (c) => formatMoney(c.current_spend, currency) },
          { title: "Part of the change", number: true, cell: (c) => formatPercent(c.contribution) },
        ]}
      />
    </Section>
  );
}
