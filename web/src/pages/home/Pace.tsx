import { Anchor, Group, Skeleton, Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { Link } from "wouter";

import { useDays } from "../../api/expenses";
import { useForecasts } from "../../api/results";
import { useUser } from "../../api/session";
import type { Analysis, ForecastStep } from "../../api/types";
import { Section } from "../../components/Section";
import { lastDay, monthOf, shiftMonth } from "../../dates";
import { formatDay, formatMoney, formatMonth } from "../../format";
import { listing } from "../transactions/filters";
import { BEFORE, running, usual } from "./pace";

const HEIGHT = 150;
const EDGE = 8;

/** What is spent of the month so far, against what usually is by now, and where it is expected to end. */
export function Pace({ day, analysis }: { day: string; analysis?: Analysis }) {
  const month = monthOf(day);
  const { currency } = useUser();
  const days = useDays(shiftMonth(month, -BEFORE), lastDay(month));
  const title = `Spent in ${formatMonth(month)}`;
  const aside = (
    <Anchor component={Link} href={listing({ from: month, to: lastDay(month) })} size="sm">
      All of it
    </Anchor>
  );
  if (!days.data) {
    return (
      <Section title={title} aside={aside}>
        <Skeleton h={HEIGHT + 60} />
      </Section>
    );
  }
  const at = Number(day.slice(8)) - 1;
  const spent = running(days.data, month).slice(0, at + 1);
  const before = usual(days.data, month);
  const now = spent.at(-1) ?? 0;
  const difference = before && now - before[at]!;
  return (
    <Section title={title} aside={aside}>
      <Group gap="md" align="baseline">
        <Text fz="clamp(1.2rem, 6.5vw, 1.9rem)" fw={700} lh={1.2} className="outlay-nobreak">
          {formatMoney(now.toFixed(2), currency)}
        </Text>
        {difference !== undefined && (
          <Text size="sm" c="dimmed">
            {formatMoney(Math.abs(difference).toFixed(2), currency)} {difference < 0 ? "less" : "more"} than usual by {formatDay(day)}
          </Text>
        )}
      </Group>
      {analysis ? (
        <Expected analysis={analysis} month={month} spent={spent} before={before} currency={currency} />
      ) : (
        <Lines spent={spent} before={before} label={title} />
      )}
    </Section>
  );
}

function Expected(props: { analysis: Analysis; month: string; spent: number[]; before?: number[]; currency: string }) {
  const { analysis, month, spent, before, currency } = props;
  const step = useForecasts(analysis).data?.total?.steps.find((s) => s.month === month);
  const now = spent.at(-1) ?? 0;
  // What was entered since the forecast was made may be more than it expected.
  const holds = step && Number(step.hi80) >= now ? step : undefined;
  return (
    <>
      <Lines spent={spent} before={before} step={holds} label={`Spending in ${formatMonth(month)}, day by day`} />
      <Text size="xs" c="dimmed" mt={4}>
        <span className="outlay-key" /> this month{" "}
        {before && (
          <>
            <span className="outlay-key" data-usual /> usual in the three months before
          </>
        )}
      </Text>
      {holds && (
        <Text size="sm" mt={4}>
          Expected by the end: {formatMoney(holds.mean, currency)}, four times in five between {formatMoney(holds.lo80, currency)} and{" "}
          {formatMoney(holds.hi80, currency)}.
        </Text>
      )}
    </>
  );
}

function Lines({ spent, before, step, label }: { spent: number[]; before?: number[]; step?: ForecastStep; label: string }) {
  const { ref, width } = useElementSize();
  const days = before?.length ?? 31;
  const most = Math.max(...spent, ...(before ?? []), Number(step?.hi80 ?? 0), 1);
  const x = (day: number) => EDGE + (day / (days - 1)) * Math.max(width - 2 * EDGE, 0);
  const y = (amount: number) => EDGE + (1 - amount / most) * (HEIGHT - 2 * EDGE);
  const path = (amounts: number[]) => amounts.map((amount, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(amount).toFixed(1)}`).join("");
  const from = spent.length - 1;
  const end = days - 1;
  return (
    <div ref={ref}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label} className="outlay-pace">
        <line x1={0} x2={width} y1={HEIGHT - EDGE} y2={HEIGHT - EDGE} className="outlay-axis" />
        {step && from < end && (
          <path
            className="outlay-band"
            d={`M${x(from)} ${y(spent[from]!)}L${x(end)} ${y(Number(step.hi80))}L${x(end)} ${y(Math.max(Number(step.lo80), spent[from]!))}Z`}
          />
        )}
        {before && <path className="outlay-usual" d={path(before)} />}
        <path className="outlay-now" d={path(spent)} />
        <circle cx={x(from)} cy={y(spent[from] ?? 0)} r={4} className="outlay-here" />
      </svg>
    </div>
  );
}
