import { Stack, Table, Text } from "@mantine/core";

import { useForecasts } from "../../api/results";
import type { SeriesForecast } from "../../api/types";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatDecimal, formatMoney, formatMonth, formatPercent, humanise } from "../../format";
import type { PartProps } from "./Result";

/** What the next months will cost: in total and by category, with the evidence. */
export function ForecastTab({ analysis, currency }: PartProps) {
  const query = useForecasts(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) => (
        <>
          {report.total ? <Total total={report.total} currency={currency} /> : <Text>There is no forecast.</Text>}
          {report.categories.length > 0 && <Categories series={report.categories} currency={currency} />}
          {report.backtest.length > 0 && (
            <Section title="How the methods did on past months">
              <Table.ScrollContainer minWidth={420}>
                <Table fz="sm">
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Method</Table.Th>
                      <Table.Th ta="right">Scaled error (MASE)</Table.Th>
                      <Table.Th ta="right">Share of spending (WAPE)</Table.Th>
                      <Table.Th ta="right">Better than naive</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {report.backtest.map((m) => (
                      <Table.Tr key={m.method}>
                        <Table.Td fw={m.chosen ? 650 : undefined}>
                          {humanise(m.method)}
                          {m.chosen && " (used)"}
                        </Table.Td>
                        <Table.Td ta="right">{formatDecimal(m.mase)}</Table.Td>
                        <Table.Td ta="right">{formatPercent(m.wape)}</Table.Td>
                        <Table.Td ta="right">{formatPercent(m.skill)}</Table.Td>
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

interface TotalProps {
  total: SeriesForecast;
  currency: string;
}

function Total({ total, currency }: TotalProps) {
  const money = (amount: string) => formatMoney(amount, currency);
  return (
    <Section title="All spending">
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {humanise(total.method)}. {total.rests_on}
        </Text>
        <Table.ScrollContainer minWidth={520}>
          <Table fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Month</Table.Th>
                <Table.Th ta="right">Expected</Table.Th>
                <Table.Th ta="right">80 % interval</Table.Th>
                <Table.Th ta="right">95 % interval</Table.Th>
                <Table.Th ta="right">Known to recur</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {total.steps.map((s) => (
                <Table.Tr key={s.month}>
                  <Table.Td>{formatMonth(s.month)}</Table.Td>
                  <Table.Td ta="right" fw={650}>
                    {money(s.mean)}
                  </Table.Td>
                  <Table.Td ta="right">
                    {money(s.lo80)} – {money(s.hi80)}
                  </Table.Td>
                  <Table.Td ta="right">
                    {money(s.lo95)} – {money(s.hi95)}
                  </Table.Td>
                  <Table.Td ta="right">{money(s.recurring)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Stack>
    </Section>
  );
}

function Categories({ series, currency }: { series: SeriesForecast[]; currency: string }) {
  const money = (amount: string) => formatMoney(amount, currency);
  const budgets = series.some((s) => s.steps[0]?.budget !== undefined);
  return (
    <Section title="By category, next month">
      <Table.ScrollContainer minWidth={520}>
        <Table fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Category</Table.Th>
              <Table.Th ta="right">Expected</Table.Th>
              <Table.Th ta="right">80 % interval</Table.Th>
              {budgets && <Table.Th ta="right">Budget</Table.Th>}
              {budgets && <Table.Th ta="right">Over it with</Table.Th>}
              <Table.Th>Method</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {series.map(({ category, steps: [next], method }) => (
              <Table.Tr key={category}>
                <Table.Td>{category}</Table.Td>
                <Table.Td ta="right" fw={650}>
                  {next && money(next.mean)}
                </Table.Td>
                <Table.Td ta="right">{next && `${money(next.lo80)} – ${money(next.hi80)}`}</Table.Td>
                {budgets && <Table.Td ta="right">{next?.budget ? money(next.budget) : "–"}</Table.Td>}
                {budgets && (
                  <Table.Td ta="right">{next?.over_budget !== undefined ? formatPercent(next.over_budget) : "–"}</Table.Td>
                )}
                <Table.Td>{humanise(method)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}
