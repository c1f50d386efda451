import { Badge, Group, Progress, Skeleton, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

import { isPending, useAnalyses } from "../api/analyses";
import type { Analysis } from "../api/types";
import { Section } from "../components/Section";
import { Trouble } from "../components/Trouble";
import { describeRange, formatTime } from "../format";
import { STATUS } from "../words";

/** The analyses so far, newest first. */
export function HistoryPanel() {
  const analyses = useAnalyses();
  return (
    <Section title="Analyses">
      {analyses.isPending && (
        <Stack gap="xs">
          <Skeleton h={44} />
          <Skeleton h={44} />
        </Stack>
      )}
      {analyses.isError && <Trouble error={analyses.error} retry={() => analyses.refetch()} />}
      {analyses.data?.items.length === 0 && <Text c="dimmed">None yet.</Text>}
      <Stack gap={0}>
        {analyses.data?.items.map((analysis) => (
          <Entry key={analysis.id} analysis={analysis} />
        ))}
      </Stack>
    </Section>
  );
}

function Entry({ analysis }: { analysis: Analysis }) {
  const status = STATUS[analysis.status];
  return (
    <Group
      justify="space-between"
      wrap="nowrap"
      py="xs"
      style={{ borderTop: "1px solid var(--mantine-color-default-border)" }}
    >
      <div style={{ minWidth: 0 }}>
        <Link href={`/analyses/${analysis.id}`} className="outlay-row-link">
          {formatTime(analysis.created_at)}
        </Link>
        <Text size="sm" c="dimmed">
          {describeRange(analysis.parameters.from, analysis.parameters.to)}
        </Text>
      </div>
      <Stack gap={4} align="flex-end" miw={96}>
        <Badge color={status.color}>{status.label}</Badge>
        {isPending(analysis) && (
          <Progress value={analysis.progress * 100} w={96} size="sm" aria-label={`Progress of ${formatTime(analysis.created_at)}`} />
        )}
      </Stack>
    </Group>
  );
}
