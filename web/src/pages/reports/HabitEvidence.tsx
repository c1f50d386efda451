import { Badge, Stack } from "@mantine/core";

import type { CategoryShift, Contributor, DriftReport } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Notes } from "../../components/Notes";
import { Section } from "../../components/Section";
import { formatDecimal, formatMoney, formatMonth, formatP, formatPercent, humanise } from "../../format";
import { DRIFT_TEST } from "../../words";

const MONTHS = 24;

const result = (drift: boolean) => <Badge color={drift ? "orange" : "gray"}>{drift ? "Changed" : "Can be chance"}</Badge>;

/** A distance and its 95 % point without a change; tests that compare no distributions have neither. */
const beside = (distance: number, usual: number) =>
  distance === 0 && usual === 0 ? "–" : `${formatDecimal(distance)} (${formatDecimal(usual)})`;

/** What was tested, how sure each answer is, and what the change of the mix is made of. */
export function HabitEvidence({ report, currency }: { report: DriftReport; currency: string }) {
  return (
    <Stack gap="md" mt="xs">
      <Notes notes={report.notes} />
      <Shifts shifts={report.shifts} />
      <Section title="What was tested">
        <DataTable
          label="Tests"
          rows={report.tests}
          columns={[
            { title: "Aspect", cell: (t) => DRIFT_TEST[t.name] ?? humanise(t.name) },
            { title: "Result", cell: (t) => result(t.drift) },
            { title: "p, adjusted", number: true, cell: (t) => formatP(t.q_value) },
            { title: "Effect", number: true, cell: (t) => formatDecimal(t.effect) },
            { title: "JS (usual at most)", number: true, cell: (t) => beside(t.js, t.js_null95) },
            { title: "PSI (usual at most)", number: true, cell: (t) => beside(t.psi, t.psi_null95) },
            { title: "KL (usual at most)", number: true, cell: (t) => beside(t.kl, t.kl_null95) },
          ]}
        />
      </Section>
      <Mix contributors={report.contributors} currency={currency} />
      <Section title="Month by month">
        <DataTable
          label="Month by month"
          rows={[...report.history].reverse().slice(0, MONTHS)}
          columns={[
            { title: "Month", cell: (m) => formatMonth(m.month) },
            { title: "Result", cell: (m) => result(m.drift) },
            { title: "JS distance", number: true, cell: (m) => formatDecimal(m.js) },
            { title: "Usual at most", number: true, cell: (m) => formatDecimal(m.js_null95) },
            { title: "p", number: true, cell: (m) => formatP(m.p_value) },
          ]}
        />
      </Section>
    </Stack>
  );
}

function Shifts({ shifts }: { shifts: CategoryShift[] }) {
  return (
    <Section title="Levels of the categories">
      <DataTable
        label="Levels of the categories"
        rows={shifts}
        columns={[
          { title: "Category", cell: (s) => s.category },
          { title: "Result", cell: (s) => result(s.drift) },
          { title: "What", cell: (s) => (s.aspect === "count" ? "Charges a month" : "Size of a charge") },
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

function Mix({ contributors, currency }: { contributors: Contributor[]; currency: string }) {
  return (
    <Section title="Shares of the month">
      <DataTable
        label="Shares of the month"
        rows={contributors}
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
        ]}
      />
    </Section>
  );
}
