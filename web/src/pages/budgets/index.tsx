import "./budgets.css";

import { ActionIcon, Button, Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useLocation, useSearch } from "wouter";

import { useLatestAnalysis } from "../../api/analyses";
import { useBudgets, useBudgetStatus } from "../../api/budgets";
import { useHistory } from "../../api/expenses";
import { useForecasts } from "../../api/results";
import { useUser } from "../../api/session";
import type { Analysis } from "../../api/types";
import { PageHead } from "../../components/PageHead";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { monthOf, shiftMonth, today } from "../../dates";
import { formatMoney, formatMonth } from "../../format";
import { minus } from "../../money";
import { AddBudget } from "./AddBudget";
import { BudgetTable } from "./BudgetTable";
import { lines, type Line } from "./plan";
import { useBudgetEdits } from "./useBudgetEdits";

/** What a month may cost, category by category. */
export default function BudgetsPage() {
  const given = new URLSearchParams(useSearch()).get("month");
  const month = given && /^\d{4}-\d{2}$/.test(given) ? `${given}-01` : monthOf(today());
  const { latest } = useLatestAnalysis();
  const [, go] = useLocation();
  const to = (by: number) => go(`/budgets?month=${shiftMonth(month, by).slice(0, 7)}`, { replace: true });
  return (
    <>
      <PageHead title="Budgets">
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="default" size="lg" aria-label="The month before" onClick={() => to(-1)}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <Text fw={600} miw={96} ta="center" aria-live="polite">
            {formatMonth(month)}
          </Text>
          <ActionIcon variant="default" size="lg" aria-label="The month after" onClick={() => to(1)}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      </PageHead>
      {latest ? <WithForecast month={month} analysis={latest} /> : <Plan month={month} />}
    </>
  );
}

function WithForecast({ month, analysis }: { month: string; analysis: Analysis }) {
  return <Plan month={month} forecast={useForecasts(analysis).data} />;
}

function Plan({ month, forecast }: { month: string; forecast?: Parameters<typeof lines>[3] }) {
  const { currency } = useUser();
  const budgets = useBudgets();
  const history = useHistory();
  const edits = useBudgetEdits(currency);
  const failed = [budgets, history].find((query) => query.isError);
  if (failed) return <Trouble error={failed.error} retry={() => failed.refetch()} />;
  if (!budgets.data || !history.data) return <Skeleton h={320} aria-label="Loading" />;
  const plan = lines(budgets.data.items, history.data.months, month, forecast);
  const open = plan.filter((line) => line.budget === undefined && line.suggested !== undefined);
  return (
    <Stack gap="md">
      <Totals month={month} currency={currency} />
      {plan.length === 0 ? (
        <Text>There is nothing to plan with yet. Add transactions, or set the first budget below.</Text>
      ) : (
        <Paper withBorder bg="var(--outlay-surface)" className="outlay-budgets-panel">
          <BudgetTable
            lines={plan}
            month={month}
            currency={currency}
            onChange={(line: Line, amount) => edits.change(line.category, amount, line.budget)}
          />
        </Paper>
      )}
      {open.length > 0 && (
        <Group gap="sm">
          <Button variant="light" loading={edits.busy} onClick={() => void edits.takeSuggested(open)}>
            Take the {open.length === 1 ? "suggestion" : `${open.length} suggestions`}
          </Button>
          <Text size="sm" c="dimmed">
            {forecast ? "What the forecast expects of the coming months on average, rounded up." : "What the months before cost on average, rounded up."}
          </Text>
        </Group>
      )}
      <Section title="Another budget">
        <AddBudget onAdd={(category, amount) => edits.change(category, amount)} />
      </Section>
    </Stack>
  );
}

/** The month as a whole. A budget holds for every month until it is changed. */
function Totals({ month, currency }: { month: string; currency: string }) {
  const status = useBudgetStatus(month).data;
  if (!status || status.items.length === 0) return null;
  const left = minus(status.budget, status.spent);
  const over = left.startsWith("-");
  const figures = [
    ["Budgeted", status.budget],
    ["Spent of it", status.spent],
    [over ? "Over" : "Left", left.replace("-", "")],
    ["Spent without a budget", status.unbudgeted],
  ] as const;
  return (
    <dl className="outlay-totals">
      {figures.map(([label, amount]) => (
        <div key={label}>
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fw={650} size="lg" className="outlay-nobreak">
            {formatMoney(amount, currency)}
          </Text>
        </div>
      ))}
    </dl>
  );
}
