import { Paper, SimpleGrid, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { isPending } from "../../api/analyses";
import { useAnomalies, useDrift, useForecasts, useSummary } from "../../api/results";
import { describeRange, formatCount, formatMoney, formatMonth, plural } from "../../format";
import type { PartProps } from "./part";

/** The answer in five figures, each of which appears as its part arrives. */
export function KeyFigures({ analysis, currency }: PartProps) {
  const summary = useSummary(analysis).data;
  const anomalies = useAnomalies(analysis).data?.pages[0];
  const forecasts = useForecasts(analysis).data;
  const drift = useDrift(analysis).data;
  if (!isPending(analysis) && !summary && !anomalies && analysis.status !== "succeeded") return null;
  const next = forecasts?.total?.steps[0];
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }} spacing="sm" component="dl" m={0}>
      <Figure
        label="Total spent"
        value={summary && formatMoney(summary.total, currency)}
        detail={summary && describeRange(summary.from, summary.to)}
      />
      <Figure
        label="Expenses"
        value={summary && formatCount(summary.expenses)}
        detail={summary && `${plural(summary.merchants, "merchant")}, ${plural(summary.categories.length, "category", "categories")}`}
      />
      <Figure
        label="To look at"
        value={anomalies && formatCount(anomalies.in_review)}
        detail={anomalies && `${plural(anomalies.flagged, "finding")} over the whole range`}
      />
      <Figure
        label={next ? `Forecast for ${formatMonth(next.month)}` : "Forecast"}
        value={forecasts && (next ? formatMoney(next.mean, currency) : "None")}
        detail={
          forecasts &&
          (next ? `80%: ${formatMoney(next.lo80, currency)} to ${formatMoney(next.hi80, currency)}` : "Too little history")
        }
      />
      <Figure
        label="Habits"
        value={drift && (drift.drift ? "Changed" : drift.tests.length > 0 ? "Steady" : "Unknown")}
        detail={drift && (drift.current_from ? `in ${formatMonth(drift.current_from)}, against before` : "Too little history")}
      />
    </SimpleGrid>
  );
}

function Figure({ label, value, detail }: { label: string; value?: ReactNode; detail?: ReactNode }) {
  return (
    <Paper withBorder px="md" py="sm" bg="var(--outlay-surface)">
      <Text component="dt" size="sm" c="dimmed">
        {label}
      </Text>
      {value === undefined ? (
        <Skeleton component="dd" h={44} m={0} mt={6} aria-label="Not there yet" />
      ) : (
        <dd style={{ margin: 0 }}>
          <Text size="xl" fw={650} lh={1.3}>
            {value}
          </Text>
          <Text size="xs" c="dimmed">
            {detail}
          </Text>
        </dd>
      )}
    </Paper>
  );
}
