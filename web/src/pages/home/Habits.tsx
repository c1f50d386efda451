import { Anchor, Text } from "@mantine/core";
import { Link } from "wouter";

import { useHistory } from "../../api/expenses";
import { useDrift } from "../../api/results";
import { useUser } from "../../api/session";
import type { Analysis, CategoryShift } from "../../api/types";
import { Section } from "../../components/Section";
import { lastDay, shiftMonth } from "../../dates";
import { formatMoney, formatMonth } from "../../format";
import { listing } from "../transactions/filters";
import { habit } from "./habits";

const NONE: CategoryShift[] = [];

/** One sentence on what changed most. */
export function Habits({ analysis, month }: { analysis?: Analysis; month: string }) {
  return analysis ? <WithShifts analysis={analysis} month={month} /> : <Sentence month={month} shifts={NONE} />;
}

function WithShifts({ analysis, month }: { analysis: Analysis; month: string }) {
  const drift = useDrift(analysis);
  return <Sentence month={month} shifts={drift.data?.shifts ?? NONE} />;
}

function Sentence({ month, shifts }: { month: string; shifts: CategoryShift[] }) {
  const { currency } = useUser();
  const history = useHistory().data?.months;
  if (!history) return null;
  const found = habit(history, shifts, month);
  const whole = history.filter((m) => m.month < month).length;
  return (
    <Section title="Habits">
      {whole < 2 && <Text size="sm">After two whole months there is something to compare.</Text>}
      {whole >= 2 && !found && (
        <Text size="sm">No category was far from its usual in {formatMonth(shiftMonth(month, -1))}.</Text>
      )}
      {found && (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <Anchor component={Link} size="sm" fw={600} href={listing({ category: found.category, from: found.month, to: found.lasting ? undefined : lastDay(found.month) })}>
            {found.category}
          </Anchor>
          : {formatMoney(found.now, currency)} {found.lasting ? `a month since ${formatMonth(found.month)}` : `in ${formatMonth(found.month)}`},{" "}
          {formatMoney(found.before, currency)} {found.lasting ? "before" : "usually"}.
        </Text>
      )}
    </Section>
  );
}
