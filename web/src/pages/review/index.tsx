import { Group, Kbd, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { useFindings } from "../../api/findings";
import type { Analysis, Finding, Verdict } from "../../api/types";
import { Notes } from "../../components/Notes";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatDay, formatMoney, formatPercent, plural } from "../../format";
import { useKeys } from "../../keys";
import { ReportPage } from "../../report/ReportPage";
import { VERDICT } from "../../words";
import { Checks } from "./Checks";
import { FindingCard } from "./FindingCard";
import { Folded } from "./Folded";
import { inboxOf, neighbour, type Inbox } from "./inbox";
import { settlementOf } from "./settle";
import { useReview, type Review } from "./useReview";

/** The inbox of findings: what to look at, what was said of it, and what was checked and is clean. */
export default function ReviewPage() {
  return <ReportPage title="Review">{(analysis) => <Findings key={analysis.id} analysis={analysis} />}</ReportPage>;
}

function Findings({ analysis }: { analysis: Analysis }) {
  const query = useFindings(analysis);
  const review = useReview();
  const { currency } = analysis.parameters;
  return (
    <Part analysis={analysis} query={{ ...query, data: query.data && { ...query.data, notes: [] } }}>
      {(report) => {
        const inbox = inboxOf(report.findings, review.verdicts.data ?? {});
        return (
          <>
            <Total inbox={inbox} currency={currency} />
            <Open findings={inbox.open} review={review} analysis={analysis} />
            {inbox.open.length === 0 && <AllDone inbox={inbox} scored={report.scored} />}
            <Folded title="Settled" findings={inbox.settled} review={review} analysis={analysis} />
            <Folded
              title="Listed, not flagged"
              says={`Too small or too unsure for a flag. Flags hold a false discovery rate of ${formatPercent(report.false_discovery_rate)}, at most ${plural(report.alert_budget, "flag")} a month, and at least ${formatMoney(report.materiality, currency)} at stake.`}
              findings={inbox.listed}
              review={review}
              analysis={analysis}
            />
            <Folded
              title={`History, before ${formatDay(report.review_from)}`}
              findings={inbox.history}
              review={review}
              analysis={analysis}
            />
            <Checks checks={report.checks} />
            <Notes notes={report.notes} />
          </>
        );
      }}
    </Part>
  );
}

function Total({ inbox, currency }: { inbox: Inbox; currency: string }) {
  const { open, settled, stake } = inbox;
  if (open.length + settled.length === 0) return null;
  return (
    <Group justify="space-between" gap="xs">
      <Text role="status">
        <b>{plural(open.length, "finding")} to review</b>
        {open.length > 0 && `, ${formatMoney(stake, currency)} at stake`}
        {settled.length > 0 && ` · ${settled.length} settled`}
      </Text>
      <Group gap={6} visibleFrom="sm" c="dimmed" fz="xs">
        <Kbd>j</Kbd>
        <Kbd>k</Kbd> next, previous · <Kbd>1</Kbd>–<Kbd>4</Kbd> verdict · <Kbd>s</Kbd> settle · <Kbd>u</Kbd> undo
      </Group>
    </Group>
  );
}

function AllDone({ inbox, scored }: { inbox: Inbox; scored: number }) {
  return (
    <Section title={inbox.settled.length > 0 ? "All settled" : "Nothing to review"}>
      <Text size="sm">
        {inbox.settled.length > 0
          ? "The next analysis works with what you said."
          : `Nothing among ${plural(scored, "expense")} is irregular enough for a flag in the time under review.`}
      </Text>
    </Section>
  );
}

interface OpenProps {
  findings: Finding[];
  review: Review;
  analysis: Analysis;
}

/** The open findings, worked through with the keyboard: the one at hand is the one that has the focus. */
function Open({ findings, review, analysis }: OpenProps) {
  const [at, setAt] = useState<number>();
  const current = at === undefined ? undefined : findings[Math.min(at, findings.length - 1)];

  function move(step: 1 | -1) {
    const next = neighbour(at, step, findings.length);
    setAt(next);
    const id = next === undefined ? undefined : findings[next]?.id;
    const card = id && document.getElementById(`finding-${id}`);
    if (card) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "center" });
    }
  }

  const say = (verdict: Verdict) => current && review.say(current, verdict);
  const settle = () => {
    const settlement = current && settlementOf(current, analysis.parameters.currency);
    if (settlement) review.settle(current, settlement);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    s: settle,
    ...Object.fromEntries((Object.keys(VERDICT) as Verdict[]).map((verdict, i) => [String(i + 1), () => say(verdict)])),
  });

  return (
    <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: "none" }} aria-label="To review">
      {findings.map((finding, i) => (
        <FindingCard
          key={finding.id}
          finding={finding}
          analysis={analysis}
          review={review}
          current={finding === current}
          onFocus={() => setAt(i)}
        />
      ))}
    </Stack>
  );
}
