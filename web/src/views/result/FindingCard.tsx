import { Badge, Button, Group, List, Paper, Progress, Stack, Text, Tooltip } from "@mantine/core";
import { useState } from "react";

import { useFeedback } from "../../api/results";
import { explain } from "../../api/problem";
import type { Finding, Verdict } from "../../api/types";
import { describeRange, formatDay, formatMoney, plural } from "../../format";
import { KIND, VERDICT } from "../../words";

/** One finding: what happened, what is at stake, why, and what a person says to it. */
export function FindingCard({ finding, currency }: { finding: Finding; currency: string }) {
  const days = finding.from === finding.to ? formatDay(finding.from) : describeRange(finding.from, finding.to);
  const facts = [days, finding.merchant, finding.category].filter(Boolean);
  if (finding.rows.length > 1) facts.push(plural(finding.rows.length, "expense"));
  return (
    <Paper component="li" withBorder p="md" bg="var(--outlay-surface)">
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" wrap="nowrap" gap="sm">
          <div style={{ minWidth: 0 }}>
            <Text fw={650}>
              <Text span c="dimmed" fw={400}>
                {finding.rank}.{" "}
              </Text>
              {finding.title}
            </Text>
            <Text size="sm" c="dimmed">
              {facts.join(" · ")}
            </Text>
          </div>
          <div style={{ textAlign: "right", whiteSpace: "nowrap" }}>
            <Text fw={650}>{formatMoney(finding.impact, currency)}</Text>
            <Text size="xs" c="dimmed">
              at stake
            </Text>
          </div>
        </Group>
        <Group gap="xs">
          <Badge color={finding.flagged ? "red" : "gray"}>{KIND[finding.kind]}</Badge>
          {!finding.in_review && <Badge color="gray">History</Badge>}
          <Score value={finding.score} />
        </Group>
        {finding.reasons.length > 1 && (
          <List size="sm" spacing={2}>
            {finding.reasons.slice(1).map((reason) => (
              <List.Item key={reason.code + reason.text}>{reason.text}</List.Item>
            ))}
          </List>
        )}
        {finding.suppressed && (
          <Text size="sm" c="dimmed">
            Not flagged here, because of your earlier verdict.
          </Text>
        )}
        <Feedback finding={finding} name={finding.title} />
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

function Feedback({ finding, name }: { finding: Finding; name: string }) {
  const feedback = useFeedback(finding.id);
  const [said, setSaid] = useState(finding.verdict);

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
