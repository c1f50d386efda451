import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "wouter";

import type { RecurringSeries } from "../../api/types";
import { StepLine } from "../../charts/StepLine";
import { Section } from "../../components/Section";
import { formatDay, formatMoney, plural } from "../../format";
import { rowsOf } from "../../links";
import { CADENCE, RECURRING_STATE } from "../../words";
import { nameOf, yearlyCost } from "./alerts";

interface Props {
  title: string;
  series: RecurringSeries[];
  currency: string;
}

/** Recurring charges, the dearest first: what each costs, when it comes next, and how its price went. */
export function SeriesTable({ title, series, currency }: Props) {
  if (series.length === 0) return null;
  return (
    <Section title={`${title}: ${series.length}`}>
      <ul className="report-rows" aria-label={title}>
        {series.map((s) => (
          <li key={`${s.merchant} ${s.cadence} ${s.first}`} className="report-row">
            <Entry series={s} currency={currency} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Entry({ series: s, currency }: { series: RecurringSeries; currency: string }) {
  const money = (amount: string) => formatMoney(amount, currency);
  return (
    <>
      <div className="report-name">
        <Group gap="xs">
          <Anchor component={Link} href={rowsOf({ q: nameOf(s) })} fw={600} c="inherit" className="report-name" dir="auto">
            {nameOf(s)}
          </Anchor>
          {s.state !== "active" && <Badge color={RECURRING_STATE[s.state].color}>{RECURRING_STATE[s.state].label}</Badge>}
          {s.kind === "transfer" && <Badge color="gray">Transfer</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {[
            CADENCE[s.cadence],
            s.category || "Uncategorised",
            s.next_date ? `next ${formatDay(s.next_date)}` : `last ${formatDay(s.last)}`,
            plural(s.charges, "charge"),
          ].join(" · ")}
        </Text>
        {s.price_steps.length > 0 && <Prices series={s} currency={currency} />}
      </div>
      <div className="report-end">
        <Text fw={650} className="number">
          {s.varies ? `${money(s.amount_low)} – ${money(s.amount_high)}` : money(s.amount)}
        </Text>
        <Text size="sm" c="dimmed" className="number">
          {money(yearlyCost(s))} a year
        </Text>
      </div>
    </>
  );
}

/** How the price went, as steps. */
function Prices({ series: s, currency }: { series: RecurringSeries; currency: string }) {
  const [first] = s.price_steps;
  if (!first) return null;
  const steps = [{ date: s.first, amount: Number(first.from) }, ...s.price_steps.map(({ date, to }) => ({ date, amount: Number(to) }))];
  const words = s.price_steps.map(({ date, from, to }) => `${formatMoney(from, currency)} to ${formatMoney(to, currency)} on ${formatDay(date)}`);
  return (
    <div style={{ maxWidth: 420, marginTop: 4 }}>
      <StepLine label={`Price: ${words.join(", ")}`} steps={steps} until={s.next_date ?? s.last} />
      <Text size="xs" c="dimmed">
        {words.at(-1)}
      </Text>
    </div>
  );
}
