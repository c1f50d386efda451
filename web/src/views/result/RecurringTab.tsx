import { Badge, List, Text } from "@mantine/core";

import { useRecurring } from "../../api/results";
import type { RecurringReport } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatDay, formatMoney, plural } from "../../format";
import { CADENCE, RECURRING_STATE } from "../../words";
import type { PartProps } from "./part";

const ALERTS_SHOWN = 20;

/** Subscriptions, rent and bills: what comes again, what it costs, what is odd about it. */
export function RecurringTab({ analysis, currency }: PartProps) {
  const query = useRecurring(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) =>
        report.series.length === 0 ? (
          <Text>No recurring charges were found.</Text>
        ) : (
          <>
            <Alerts report={report} />
            <Series report={report} currency={currency} />
          </>
        )
      }
    </Part>
  );
}

function Alerts({ report }: { report: RecurringReport }) {
  const alerts = report.series
    .flatMap(({ merchant, name, alerts }) => alerts.map((alert) => ({ merchant: name || merchant, ...alert })))
    .sort((a, b) => b.date.localeCompare(a.date));
  if (alerts.length === 0) return null;
  return (
    <Section title="To look at">
      <List size="sm" spacing={4}>
        {alerts.slice(0, ALERTS_SHOWN).map(({ merchant, date, text }, i) => (
          <List.Item key={i}>
            <b>{merchant}</b>, {formatDay(date)}: {text}
          </List.Item>
        ))}
      </List>
    </Section>
  );
}

function Series({ report, currency }: { report: RecurringReport; currency: string }) {
  return (
    <Section
      title={plural(report.series.length, "recurring charge")}
      aside={<Text size="sm">{formatMoney(report.monthly_cost, currency)} a month</Text>}
    >
      <DataTable
        label="Recurring charges"
        rows={report.series}
        columns={[
          {
            title: "Merchant",
            cell: (s) => (
              <>
                {s.name || s.merchant}
                <Text size="xs" c="dimmed">
                  {s.category || "Uncategorised"} · {plural(s.charges, "charge")}
                </Text>
              </>
            ),
          },
          { title: "How often", cell: (s) => CADENCE[s.cadence] },
          {
            title: "Amount",
            number: true,
            cell: (s) =>
              s.varies
                ? `${formatMoney(s.amount_low, currency)} to ${formatMoney(s.amount_high, currency)}`
                : formatMoney(s.amount, currency),
          },
          { title: "A month", number: true, cell: (s) => formatMoney(s.monthly_cost, currency) },
          {
            title: "State",
            cell: (s) => <Badge color={RECURRING_STATE[s.state].color}>{RECURRING_STATE[s.state].label}</Badge>,
          },
          { title: "Last", number: true, cell: (s) => formatDay(s.last) },
          { title: "Next", number: true, cell: (s) => (s.next_date ? formatDay(s.next_date) : "–") },
        ]}
      />
    </Section>
  );
}
