import { Badge, List, Table, Text } from "@mantine/core";

import { useRecurring } from "../../api/results";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatDay, formatMoney, plural } from "../../format";
import { CADENCE, RECURRING_STATE } from "../../words";
import type { PartProps } from "./Result";

/** Subscriptions, rent and bills: what comes again, what it costs, what is odd about it. */
export function RecurringTab({ analysis, currency }: PartProps) {
  const query = useRecurring(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) => {
        const alerts = report.series.flatMap((s) => s.alerts.map((alert) => ({ ...alert, merchant: s.merchant })));
        alerts.sort((a, b) => b.date.localeCompare(a.date));
        if (report.series.length === 0) return <Text>No recurring charges were found.</Text>;
        return (
          <>
            {alerts.length > 0 && (
              <Section title="To look at">
                <List size="sm" spacing={4}>
                  {alerts.slice(0, 20).map((a, i) => (
                    <List.Item key={i}>
                      <b>{a.merchant}</b>, {formatDay(a.date)}: {a.text}
                    </List.Item>
                  ))}
                </List>
              </Section>
            )}
            <Section
              title={plural(report.series.length, "recurring charge")}
              aside={<Text size="sm">{formatMoney(report.monthly_cost, currency)} a month</Text>}
            >
              <Table.ScrollContainer minWidth={560}>
                <Table fz="sm">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Merchant</Table.Th>
                      <Table.Th>How often</Table.Th>
                      <Table.Th ta="right">Amount</Table.Th>
                      <Table.Th>State</Table.Th>
                      <Table.Th>Last</Table.Th>
                      <Table.Th>Next</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {report.series.map((s, i) => (
                      <Table.Tr key={i}>
                        <Table.Td>
                          {s.merchant}
                          <Text size="xs" c="dimmed">
                            {s.category} · {plural(s.charges, "charge")}
                          </Text>
                        </Table.Td>
                        <Table.Td>{CADENCE[s.cadence]}</Table.Td>
                        <Table.Td ta="right">{formatMoney(s.amount, currency)}</Table.Td>
                        <Table.Td>
                          <Badge color={RECURRING_STATE[s.state].color} variant="light">
                            {RECURRING_STATE[s.state].label}
                          </Badge>
                        </Table.Td>
                        <Table.Td>{formatDay(s.last)}</Table.Td>
                        <Table.Td>{s.next_date ? formatDay(s.next_date) : "–"}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </Section>
          </>
        );
      }}
    </Part>
  );
}
