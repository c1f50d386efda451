import { Anchor, Text } from "@mantine/core";
import { Link } from "wouter";

import type { ForecastReport } from "../../api/types";
import { Section } from "../../components/Section";
import { formatDay, formatMoney } from "../../format";
import { rowsOf } from "../../links";

const WHY = {
  purchase: "a single large purchase",
  refund: "a refund",
  slip: "a slip of the decimal point",
} as const;

const SHOWN = 50;

/** Single expenses that the forecast does not repeat; each leads to its row. */
export function SetApart({ report, currency }: { report: ForecastReport; currency: string }) {
  const { set_apart: apart } = report;
  if (apart.length === 0) return null;
  return (
    <Section title="Set apart: not expected again">
      <ul className="report-rows" aria-label="Set apart">
        {apart.slice(0, SHOWN).map((s) => (
          <li key={s.row} className="report-row">
            <div className="report-name">
              <Anchor component={Link} href={rowsOf({ q: s.description, from: s.date, to: s.date })} c="inherit" fw={600} dir="auto">
                {s.description || "No description"}
              </Anchor>
              <Text size="sm" c="dimmed">
                {formatDay(s.date)} · {s.category || "Uncategorised"} · {WHY[s.kind]}
                {s.corrected && `, counts as ${formatMoney(s.corrected, currency)}`}
              </Text>
            </div>
            <Text className="report-end number" fw={650}>
              {formatMoney(s.amount, currency)}
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}
