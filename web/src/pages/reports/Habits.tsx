import { Anchor, Badge, Group, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

import { size } from "../../amounts";
import { useDrift } from "../../api/results";
import type { Analysis, DriftReport } from "../../api/types";
import { Fold } from "../../components/Fold";
import { Notes } from "../../components/Notes";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatMoney, formatMonth } from "../../format";
import { categoryFilter, monthRange, rowsOf } from "../../links";
import { habitsOf, type Habit } from "./habits";
import { HabitEvidence } from "./HabitEvidence";

/** What each category cost a month before and costs now, in money, with whether the change can be chance. */
export function Habits({ analysis }: { analysis: Analysis }) {
  const query = useDrift(analysis);
  const { currency } = analysis.parameters;
  return (
    <Part analysis={analysis} query={{ ...query, data: query.data && { report: query.data, notes: [] } }}>
      {({ report }) =>
        report.current_from && report.reference_from ? (
          <Told report={report} month={report.current_from} currency={currency} />
        ) : (
          <Section title="Too little history">
            <Text size="sm">Habits are compared once there are a few complete months.</Text>
            <Notes notes={report.notes} />
          </Section>
        )
      }
    </Part>
  );
}

function Told({ report, month, currency }: { report: DriftReport; month: string; currency: string }) {
  const habits = habitsOf(report);
  const sure = habits.filter((h) => h.sure).length;
  const change = report.change_point;
  return (
    <Stack gap="md">
      <Section title={sure > 0 ? "Habits that changed for good" : `${formatMonth(month)} beside the usual month`}>
        <Text size="sm" mb="xs">
          {sure > 0
            ? `Changes that are too large and too lasting for chance come first; the others compare ${formatMonth(month)} with the average month of the year before it.`
            : `${formatMonth(month)} beside the average month of the year before it, the largest difference first. None is lasting enough yet to be told from chance.`}
        </Text>
        <ul className="report-rows" aria-label="Habits">
          {habits.map((habit) => (
            <li key={habit.category} className="report-row">
              <Line habit={habit} month={month} currency={currency} mixed={sure > 0} />
            </li>
          ))}
        </ul>
      </Section>
      {change && (
        <Section title="All spending">
          <Text size="sm">
            Since {formatMonth(change.month)} a month comes to <b className="number">{formatMoney(change.after, currency)}</b> on average; before it was{" "}
            <b className="number">{formatMoney(change.before, currency)}</b>.
          </Text>
        </Section>
      )}
      <Fold title="Evidence: tests, intervals, month by month">
        <HabitEvidence report={report} currency={currency} />
      </Fold>
    </Stack>
  );
}

interface LineProps {
  habit: Habit;
  month: string;
  currency: string;
  /** Some of the lines are sure: the others say that they are not. */
  mixed: boolean;
}

function Line({ habit, month, currency, mixed }: LineProps) {
  const money = (amount: string) => formatMoney(amount, currency);
  const less = habit.difference.startsWith("-");
  const same = Number(habit.difference) === 0;
  const from = habit.since ?? month;
  return (
    <>
      <div className="report-name">
        <Group gap="xs">
          <Anchor
            component={Link}
            href={rowsOf({ category: categoryFilter(habit.category), from, to: monthRange(month).to })}
            fw={600}
            c="inherit"
            className="report-name"
            dir="auto"
          >
            {habit.category}
          </Anchor>
          {habit.sure && <Badge color="orange">Changed</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {habit.sure && habit.since
            ? `Since ${formatMonth(habit.since)} ${money(habit.now)} a month, before ${money(habit.before)}${habit.aspect === "count" ? ": how often" : ": how much at a time"}`
            : `${money(habit.now)} in ${formatMonth(month)}, ${money(habit.before)} usual`}
        </Text>
      </div>
      <div className="report-end">
        <Text fw={650} className="number">
          {same ? "As usual" : `${money(size(habit.difference))} ${less ? "less" : "more"}`}
        </Text>
        {mixed && !habit.sure && !same && (
          <Text size="xs" c="dimmed">
            can be chance
          </Text>
        )}
      </div>
    </>
  );
}
