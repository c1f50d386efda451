import { Badge, List, Stack, Table, Text } from "@mantine/core";

import { useDrift } from "../../api/results";
import type { DriftReport } from "../../api/types";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { describeRange, formatDecimal, formatMoney, formatMonth, formatP, formatPercent, humanise } from "../../format";
import { DRIFT_TEST } from "../../words";
import type { PartProps } from "./Result";

/** Whether habits changed in the last complete month, in what, and why. */
export function DriftTab({ analysis, currency }: PartProps) {
  const query = useDrift(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) => (
        <>
          <Verdict report={report} currency={currency} />
          {report.tests.length > 0 && <Tests report={report} />}
          {report.contributors.length > 0 && <Contributors report={report} currency={currency} />}
        </>
      )}
    </Part>
  );
}

function Verdict({ report, currency }: { report: DriftReport; currency: string }) {
  const money = (amount: string) => formatMoney(amount, currency);
  const { change_point: change, decomposition: why } = report;
  const facts: string[] = [];
  if (report.new_categories.length > 0) facts.push(`New: ${report.new_categories.join(", ")}.`);
  if (report.vanished_categories.length > 0) facts.push(`No longer there: ${report.vanished_categories.join(", ")}.`);
  if (change)
    facts.push(
      `An average month went from ${money(change.before)} to ${money(change.after)} in ${formatMonth(change.month)} (p ${formatP(change.p_value)}).`,
    );
  if (why)
    facts.push(
      `${money(why.difference)} against the average month before: ${money(why.price)} from the size of charges, ${money(why.volume)} from their number, ${money(why.mix)} from moving between categories.`,
    );
  return (
    <Section title={report.drift ? "Habits changed" : report.tests.length > 0 ? "Habits are steady" : "Habits"}>
      <Stack gap="xs">
        {report.current_from && report.current_to && (
          <Text size="sm" c="dimmed">
            {describeRange(report.current_from, report.current_to)}, against{" "}
            {describeRange(report.reference_from, report.reference_to).toLowerCase()}
          </Text>
        )}
        {facts.length > 0 && (
          <List size="sm">
            {facts.map((fact) => (
              <List.Item key={fact}>{fact}</List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Section>
  );
}

function Tests({ report }: { report: DriftReport }) {
  return (
    <Section title="What was tested">
      <Table.ScrollContainer minWidth={520}>
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Aspect</Table.Th>
              <Table.Th>Result</Table.Th>
              <Table.Th ta="right">p, adjusted</Table.Th>
              <Table.Th ta="right">Effect</Table.Th>
              <Table.Th ta="right">JS distance (usual at most)</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.tests.map((t) => (
              <Table.Tr key={t.name}>
                <Table.Td>{DRIFT_TEST[t.name] ?? humanise(t.name)}</Table.Td>
                <Table.Td>
                  <Badge color={t.drift ? "orange" : "gray"} variant="light">
                    {t.drift ? "Changed" : "Steady"}
                  </Badge>
                </Table.Td>
                <Table.Td ta="right">{formatP(t.q_value)}</Table.Td>
                <Table.Td ta="right">{formatDecimal(t.effect)}</Table.Td>
                <Table.Td ta="right">
                  {formatDecimal(t.js)} ({formatDecimal(t.js_null95)})
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}

function Contributors({ report, currency }: { report: DriftReport; currency: string }) {
  return (
    <Section title="Categories behind the change">
      <Table.ScrollContainer minWidth={520}>
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Category</Table.Th>
              <Table.Th ta="right">Share before</Table.Th>
              <Table.Th ta="right">Share now</Table.Th>
              <Table.Th ta="right">Month before</Table.Th>
              <Table.Th ta="right">Month now</Table.Th>
              <Table.Th ta="right">Part of the change</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.contributors.map((c) => (
              <Table.Tr key={c.category}>
                <Table.Td>{c.category}</Table.Td>
                <Table.Td ta="right">{formatPercent(c.reference_share)}</Table.Td>
                <Table.Td ta="right">{formatPercent(c.current_share)}</Table.Td>
                <Table.Td ta="right">{formatMoney(c.reference_spend, currency)}</Table.Td>
                <Table.Td ta="right">{formatMoney(c.current_spend, currency)}</Table.Td>
                <Table.Td ta="right">{formatPercent(c.contribution)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}
