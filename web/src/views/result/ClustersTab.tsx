import { Table, Text } from "@mantine/core";

import { useClusters } from "../../api/results";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatCount, formatDecimal, formatMoney, formatPercent, plural } from "../../format";
import type { PartProps } from "./Result";

/** Groups of descriptions by meaning, and categories that would fit better. */
export function ClustersTab({ analysis, currency }: PartProps) {
  const query = useClusters(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) => (
        <>
          {report.clusters.length === 0 && <Text>There are no clusters.</Text>}
          {report.clusters.length > 0 && (
            <Section
              title={plural(report.clusters.length, "cluster")}
              aside={
                <Text size="sm" c="dimmed">
                  {plural(report.texts, "distinct text")} · silhouette {formatDecimal(report.silhouette)}
                </Text>
              }
            >
              <Table.ScrollContainer minWidth={480}>
                <Table fz="sm">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Cluster</Table.Th>
                      <Table.Th>Mostly</Table.Th>
                      <Table.Th ta="right">Expenses</Table.Th>
                      <Table.Th ta="right">Total</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {report.clusters.map((c) => (
                      <Table.Tr key={c.id}>
                        <Table.Td>
                          {c.label}
                          <Text size="xs" c="dimmed">
                            such as “{c.medoid}”
                          </Text>
                        </Table.Td>
                        <Table.Td>{c.main_category || "Uncategorised"}</Table.Td>
                        <Table.Td ta="right">{formatCount(c.expenses)}</Table.Td>
                        <Table.Td ta="right">{formatMoney(c.total, currency)}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </Section>
          )}
          {report.suggestions.length > 0 && (
            <Section title="Categories that would fit better">
              <Table.ScrollContainer minWidth={400}>
                <Table fz="sm">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Row</Table.Th>
                      <Table.Th>Now</Table.Th>
                      <Table.Th>Suggested</Table.Th>
                      <Table.Th ta="right">Confidence</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {report.suggestions.slice(0, 50).map((s) => (
                      <Table.Tr key={s.row}>
                        <Table.Td>{s.row + 1}</Table.Td>
                        <Table.Td>{s.current || "None"}</Table.Td>
                        <Table.Td>{s.suggested}</Table.Td>
                        <Table.Td ta="right">{formatPercent(s.confidence)}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            </Section>
          )}
        </>
      )}
    </Part>
  );
}
