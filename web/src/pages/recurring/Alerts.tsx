import { Anchor, Badge, Group, Text } from "@mantine/core";
import { Link } from "wouter";

import type { RecurringReport } from "../../api/types";
import { Section } from "../../components/Section";
import { rowsOf } from "../../links";
import { ALERT, alertsSince, nameOf } from "./alerts";
import { addMonths } from "./calendar";

/** What was missed, dearer, doubled or came at another time in the last year. */
export function Alerts({ report, currency }: { report: RecurringReport; currency: string }) {
  const last = report.series.map((s) => s.last).sort().at(-1) ?? "";
  const alerts = last ? alertsSince(report.series, addMonths(last, -12, Number(last.slice(8))), currency) : [];
  if (alerts.length === 0) return null;
  return (
    <Section title="To look at">
      <ul className="report-rows" aria-label="To look at">
        {alerts.map(({ series, alert, text }, i) => (
          <li key={i} className="report-row" style={{ gridTemplateColumns: "minmax(0, 1fr)" }}>
            <Group gap="xs" align="baseline">
              <Badge color={ALERT[alert.kind].color}>{ALERT[alert.kind].label}</Badge>
              <Anchor component={Link} href={rowsOf({ q: nameOf(series) })} className="report-name" fw={600} size="sm" dir="auto">
                {nameOf(series)}
              </Anchor>
            </Group>
            <Text size="sm">{text}</Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}
