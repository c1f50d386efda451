import "./forecast.css";

import { Anchor, Text } from "@mantine/core";
import { Link } from "wouter";

import { Section } from "../../components/Section";
import { formatMoney, formatMonth } from "../../format";
import { monthRange, rowsOf } from "../../links";
import { compare } from "../../money";
import type { Running } from "./points";

/** The month that has begun: spent, still due, and the usual rest, which together are what is expected. */
export function RunningMonth({ running, currency }: { running: Running; currency: string }) {
  const { step, spent, due, rest } = running;
  const money = (amount: string) => formatMoney(amount, currency);
  const parts = [
    { name: "Spent so far", amount: spent, color: "var(--chart-actual)" },
    { name: "Still due", amount: due, color: "var(--chart-odd)" },
    { name: "Usual rest", amount: rest, color: "var(--chart-soft)" },
  ];
  const whole = Math.max(Number(step.hi80), ...parts.map((p) => Number(p.amount)), 1);
  const month = formatMonth(step.month);
  return (
    <Section title={`${month} so far`} aside={<Anchor component={Link} href={rowsOf(monthRange(step.month))} size="sm">See its rows</Anchor>}>
      <Text mb="xs">
        <b className="number">{money(step.mean)}</b> expected; four times in five between <span className="number">{money(step.lo80)}</span> and{" "}
        <span className="number">{money(step.hi80)}</span>.
      </Text>
      <div className="month-bar" role="img" aria-label={parts.map((p) => `${p.name} ${money(p.amount)}`).join(", ")}>
        {parts.map((p) => (
          <span key={p.name} style={{ width: `${(Math.max(0, Number(p.amount)) / whole) * 100}%`, background: p.color }} />
        ))}
        <i style={{ left: `${(Number(step.lo80) / whole) * 100}%`, right: 0 }} />
      </div>
      <dl className="month-parts">
        {parts.map((p) => (
          <div key={p.name}>
            <dt>
              <span className="month-key" style={{ background: p.color }} aria-hidden />
              {p.name}
            </dt>
            <dd className="number">{money(p.amount)}</dd>
          </div>
        ))}
      </dl>
      {step.budget !== undefined && (
        <Text size="sm" mt="xs">
          Budgets of {money(step.budget)}
          {compare(step.mean, step.budget) > 0 ? " are likely to be exceeded." : " are likely to hold."}
        </Text>
      )}
    </Section>
  );
}
