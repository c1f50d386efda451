import "./review.css";

import { Badge, Button, Group, Paper, Stack, Text, Tooltip } from "@mantine/core";
import { Link } from "wouter";

import type { Analysis, Finding, Verdict } from "../../api/types";
import { describeRange, formatDay, formatMoney, plural } from "../../format";
import { rowsOf } from "../../links";
import { KIND, VERDICT } from "../../words";
import { HowWeKnow } from "./HowWeKnow";
import { MerchantLine } from "./MerchantLine";
import { settlementOf } from "./settle";
import type { Review } from "./useReview";

interface Props {
  finding: Finding;
  analysis: Analysis;
  review: Review;
  /** The one the keyboard works on. */
  current?: boolean;
  onFocus?: () => void;
}

/** One case: what happened, a picture of what is usual, what is at stake, and what to do about it. */
export function FindingCard({ finding, analysis, review, current, onFocus }: Props) {
  const { currency } = analysis.parameters;
  const verdict = review.verdicts.data?.[finding.id];
  return (
    <Paper
      component="li"
      id={`finding-${finding.id}`}
      tabIndex={-1}
      withBorder
      p="md"
      bg="var(--outlay-surface)"
      className="finding"
      data-current={current || undefined}
      aria-current={current || undefined}
      onFocus={onFocus}
    >
      <Stack gap="sm">
        <div className="finding-top">
          <div style={{ minWidth: 0 }}>
            <Group gap="xs" mb={4}>
              <Badge color={finding.flagged ? "orange" : "gray"}>{KIND[finding.kind]}</Badge>
              <Text size="xs" c="dimmed" dir="auto">
                {factsOf(finding).join(" · ")}
              </Text>
            </Group>
            <Text fw={600} className="finding-title" dir="auto">
              {finding.title}
            </Text>
          </div>
          <div className="finding-stake">
            <Text fw={700} className="number">
              {formatMoney(finding.impact, currency)}
            </Text>
            <Text size="xs" c="dimmed">
              at stake
            </Text>
          </div>
        </div>
        <MerchantLine finding={finding} analysis={analysis} />
        <Actions finding={finding} currency={currency} review={review} verdict={verdict} />
        {finding.suppressed && (
          <Text size="sm" c="dimmed">
            Not flagged in this analysis, because of your earlier verdict.
          </Text>
        )}
        <HowWeKnow finding={finding} />
      </Stack>
    </Paper>
  );
}

function factsOf(finding: Finding): string[] {
  const days = finding.from === finding.to ? formatDay(finding.from) : describeRange(finding.from, finding.to);
  const facts = [days];
  if (finding.category) facts.push(finding.category);
  if (finding.rows.length > 1) facts.push(plural(finding.rows.length, "charge"));
  return facts;
}

interface ActionsProps {
  finding: Finding;
  currency: string;
  review: Review;
  verdict: Verdict | undefined;
}

/** The step that settles it first, then what else may be said of it. */
function Actions({ finding, currency, review, verdict }: ActionsProps) {
  const settlement = settlementOf(finding, currency);
  const done = review.done[finding.id];
  const rows = finding.merchant
    ? rowsOf({ q: finding.merchant })
    : rowsOf({ category: finding.category || undefined, from: finding.from, to: finding.to });
  return (
    <Group gap={6} role="group" aria-label={`What to do with: ${finding.title}`}>
      {settlement && !verdict && (
        <Button
          className="finding-action"
          loading={review.settling === finding.id}
          onClick={() => review.settle(finding, settlement)}
        >
          {settlement.label}
        </Button>
      )}
      {done && (
        <Text size="sm" fw={600}>
          {done}.
        </Text>
      )}
      {(Object.keys(VERDICT) as Verdict[]).map((name) => (
        <Tooltip key={name} label={VERDICT[name].hint} withArrow events={{ hover: true, focus: true, touch: false }}>
          <Button
            className="finding-action"
            variant={verdict === name ? "filled" : "default"}
            aria-pressed={verdict === name}
            onClick={() => review.say(finding, verdict === name ? null : name)}
          >
            {VERDICT[name].label}
          </Button>
        </Tooltip>
      ))}
      <Button className="finding-action" variant="subtle" component={Link} href={rows}>
        See the rows
      </Button>
    </Group>
  );
}
