import { Anchor, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

import { useLatestAnalysis, useStartAnalysis } from "../../api/analyses";
import { useFindings } from "../../api/findings";
import { useVerdicts } from "../../api/verdicts";
import type { Analysis } from "../../api/types";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { formatMoney, plural } from "../../format";
import { inboxOf } from "../review/inbox";

/** What to look at, with the money that is at stake. */
export function ToReview({ analysis }: { analysis?: Analysis }) {
  return (
    <Section
      title="To review"
      aside={
        <Anchor component={Link} href="/review" size="sm">
          Review
        </Anchor>
      }
    >
      {analysis ? <Open analysis={analysis} /> : <NotYet />}
    </Section>
  );
}

function NotYet() {
  const { pending } = useLatestAnalysis();
  const start = useStartAnalysis();
  if (pending) return <Text c="dimmed">Being looked for.</Text>;
  return (
    <Stack align="flex-start" gap="sm">
      <Text size="sm">Nothing was looked at yet.</Text>
      {start.isError && <Trouble error={start.error} />}
      <Button loading={start.isPending} onClick={() => start.mutate({})}>
        Look for irregular spending
      </Button>
    </Stack>
  );
}

const SHOWN = 4;

function Open({ analysis }: { analysis: Analysis }) {
  const findings = useFindings(analysis);
  const verdicts = useVerdicts();
  if (findings.isError) return <Trouble error={findings.error} />;
  if (!findings.data) return <Skeleton h={150} />;
  const { open, stake } = inboxOf(findings.data.findings, verdicts.data ?? {});
  const { currency } = analysis.parameters;
  if (open.length === 0) return <Text>Nothing is waiting. What comes next is looked at with the next analysis.</Text>;
  return (
    <>
      <Text mb="xs">
        {plural(open.length, "finding")}, {formatMoney(stake, currency)} at stake
      </Text>
      <Stack component="ul" gap={0} className="outlay-plain">
        {open.slice(0, SHOWN).map((finding) => (
          <Group component="li" key={finding.id} justify="space-between" wrap="nowrap" gap="sm" className="outlay-item">
            <Text size="sm" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
              {finding.title}
            </Text>
            <Text size="sm" fw={600} className="outlay-nobreak">
              {formatMoney(finding.impact, currency)}
            </Text>
          </Group>
        ))}
      </Stack>
      {open.length > SHOWN && (
        <Anchor component={Link} href="/review" size="sm">
          {plural(open.length - SHOWN, "more finding", "more findings")}
        </Anchor>
      )}
    </>
  );
}
