import { Alert, Anchor, Badge, Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";

import { isPending, useAnalysis, useAnalysisAction } from "../api/analyses";
import { ApiError } from "../api/problem";
import type { Analysis } from "../api/types";
import { Trouble } from "../components/Trouble";
import { describeRange, formatTime } from "../format";
import { useTitle } from "../hooks";
import { STATUS } from "../words";
import { Downloads } from "./Downloads";
import { NotFound } from "./NotFound";
import { ProgressPanel } from "./ProgressPanel";
import { Result } from "./result/Result";

interface Props {
  id: string;
  tab?: string;
}

/** One analysis from its start to its result. */
export function AnalysisView({ id, tab }: Props) {
  const analysis = useAnalysis(id);
  useTitle(analysis.data ? titleOf(analysis.data) : "Analysis");
  if (analysis.isPending) return <Skeleton h={160} aria-label="Loading" />;
  if (!analysis.data) {
    const gone = analysis.error instanceof ApiError && [404, 422].includes(analysis.error.status);
    return gone ? <NotFound /> : <Trouble error={analysis.error} retry={() => analysis.refetch()} />;
  }
  const { data } = analysis;
  const status = STATUS[data.status];
  return (
    <Stack gap="md">
      <div>
        <Anchor component={Link} href="/" size="sm" underline="always">
          Expenses and analyses
        </Anchor>
        <Group justify="space-between" mt={4} gap="sm">
          <div>
            <Group gap="sm">
              <Title order={1} size="h2">
                Analysis
              </Title>
              <Badge color={status.color} size="lg">
                {status.label}
              </Badge>
            </Group>
            <Text size="sm" c="dimmed">
              {describeRange(data.parameters.from, data.parameters.to)} · started {formatTime(data.created_at)}
            </Text>
          </div>
          {data.status === "succeeded" && <Downloads analysis={data} />}
        </Group>
      </div>
      {isPending(data) && <ProgressPanel analysis={data} />}
      <Ended analysis={data} />
      <Result analysis={data} tab={tab} currency={data.parameters.currency} />
    </Stack>
  );
}

/** Why there is no complete result, and the way to one. */
function Ended({ analysis }: { analysis: Analysis }) {
  const retry = useAnalysisAction(analysis.id, "retry");
  if (analysis.status !== "failed" && analysis.status !== "cancelled") return null;
  const reason = analysis.problem && new ApiError(analysis.problem.status, analysis.problem);
  return (
    <Stack gap="sm">
      {analysis.status === "failed" ? (
        <Trouble title="The analysis failed" error={reason ?? new Error("The server gives no reason.")} />
      ) : (
        <Alert color="gray" title="The analysis was cancelled">
          The parts that were finished by then are below.
        </Alert>
      )}
      {retry.isError && <Trouble error={retry.error} title="It was not started again" />}
      <Group>
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
          Run it again
        </Button>
      </Group>
    </Stack>
  );
}

function titleOf(analysis: Analysis): string {
  return isPending(analysis) ? `${Math.round(analysis.progress * 100)}% · Analysis` : `Analysis of ${formatTime(analysis.created_at)}`;
}
