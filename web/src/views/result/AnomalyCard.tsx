import { Badge, Button, Group, List, Paper, Progress, Stack, Text, Tooltip } from "@mantine/core";
import { useState } from "react";

import { useFeedback } from "../../api/results";
import { explain } from "../../api/problem";
import type { Anomaly, Verdict } from "../../api/types";
import { formatDay, formatMoney, formatMonth } from "../../format";
import { KIND, VERDICT } from "../../words";

/** One irregularity: what, how much, why, and what a person says to it. */
export function AnomalyCard({ anomaly, currency }: { anomaly: Anomaly; currency: string }) {
  const month = anomaly.subject === "category_month";
  const title = month ? anomaly.category : anomaly.merchant || anomaly.description || anomaly.category;
  const facts = [month ? formatMonth(anomaly.date) : formatDay(anomaly.date)];
  if (!month && anomaly.category) facts.push(anomaly.category);
  if (anomaly.description && anomaly.description.toLowerCase() !== title.toLowerCase()) facts.push(anomaly.description);
  return (
    <Paper component="li" withBorder p="md" bg="var(--outlay-surface)">
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <div style={{ minWidth: 0 }}>
            <Text fw={650}>
              <Text span c="dimmed" fw={400}>
                {anomaly.rank}.{" "}
              </Text>
              {title || "Unnamed"}
            </Text>
            <Text size="sm" c="dimmed">
              {facts.join(" · ")}
            </Text>
          </div>
          <Text fw={650} style={{ whiteSpace: "nowrap" }}>
            {formatMoney(anomaly.amount, currency)}
          </Text>
        </Group>
        <Group gap="xs">
          <Badge color={anomaly.flagged ? "red" : "gray"}>{KIND[anomaly.kind]}</Badge>
          <Score value={anomaly.score} />
        </Group>
        <List size="sm" spacing={2}>
          {anomaly.reasons.map((reason, i) => (
            <List.Item key={i}>{reason.text}</List.Item>
          ))}
        </List>
        {anomaly.suppressed && (
          <Text size="sm" c="dimmed">
            Not flagged here, because of your earlier verdict.
          </Text>
        )}
        <Feedback anomaly={anomaly} name={title} />
      </Stack>
    </Paper>
  );
}

function Score({ value }: { value: number }) {
  const score = Math.round(value * 100);
  return (
    <Group gap={6} wrap="nowrap">
      <Progress value={score} w={72} size="sm" color="brand.7" aria-hidden />
      <Text size="xs" c="dimmed">
        score {score}
      </Text>
    </Group>
  );
}

function Feedback({ anomaly, name }: { anomaly: Anomaly; name: string }) {
  const feedback = useFeedback(anomaly.id);
  const [said, setSaid] = useState(anomaly.verdict);

  function say(verdict: Verdict | null) {
    feedback.mutate(verdict, { onSuccess: () => setSaid(verdict ?? undefined) });
  }

  return (
    <Group gap={6} role="group" aria-label={`What ${name} really is`}>
      <Text size="xs" c="dimmed">
        Your verdict:
      </Text>
      {(Object.keys(VERDICT) as Verdict[]).map((verdict) => (
        <Tooltip key={verdict} label={VERDICT[verdict].hint} withArrow events={{ hover: true, focus: true, touch: false }}>
          <Button
            size="compact-xs"
            variant={said === verdict ? "filled" : "default"}
            aria-pressed={said === verdict}
            disabled={feedback.isPending}
            onClick={() => say(said === verdict ? null : verdict)}
          >
            {VERDICT[verdict].label}
          </Button>
        </Tooltip>
      ))}
      <Text size="xs" c={feedback.isError ? "red" : "dimmed"} role="status">
        {feedback.isSuccess && (said ? "Noted: the next analysis respects it." : "Taken back.")}
        {feedback.isError && explain(feedback.error)}
      </Text>
    </Group>
  );
}
