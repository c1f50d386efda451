import { Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";

import { useAnalysisAction } from "../api/analyses";
import type { Analysis } from "../api/types";
import { Section } from "../components/Section";
import { Trouble } from "../components/Trouble";
import { humanise } from "../format";
import { PARTS } from "../words";

/** How far a pending analysis is, which parts have arrived, and how to stop it. */
export function ProgressPanel({ analysis }: { analysis: Analysis }) {
  const cancel = useAnalysisAction(analysis.id, "cancel");
  const percent = Math.round(analysis.progress * 100);
  return (
    <Section
      title="Progress"
      aside={
        <Button
          variant="default"
          mih={44}
          loading={cancel.isPending}
          disabled={analysis.status === "cancelling"}
          onClick={() => cancel.mutate()}
        >
          Cancel
        </Button>
      }
    >
      <Stack gap="sm">
        <Group justify="space-between">
          <Text aria-live="polite">{describe(analysis)}</Text>
          <Text fw={600}>{percent}%</Text>
        </Group>
        <Progress.Root size="lg">
          <Progress.Section value={percent} animated aria-label="Progress of the analysis" />
        </Progress.Root>
        <Group gap="xs" role="list" aria-label="Parts">
          {analysis.parts.map(({ name, ready }) => (
            <Badge key={name} role="listitem" color={ready ? "green" : "gray"} variant={ready ? "light" : "default"}>
              {ready ? "✓ " : ""}
              {PARTS[name].label}
            </Badge>
          ))}
        </Group>
        {cancel.isError && <Trouble error={cancel.error} title="It was not cancelled" />}
      </Stack>
    </Section>
  );
}

function describe(analysis: Analysis): string {
  if (analysis.status === "cancelling") return "Stopping…";
  if (analysis.status === "queued") return "Waiting for a worker…";
  const stage = analysis.stage;
  const part = analysis.parts.find(({ name }) => name === stage)?.name;
  if (part) return `${PARTS[part].doing}…`;
  return stage ? `${humanise(stage)}…` : "Starting…";
}
