import { Anchor, Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "wouter";

import { isPending, useAnalysisAction } from "../../api/analyses";
import { api, body } from "../../api/client";
import { explain } from "../../api/problem";
import type { Analysis } from "../../api/types";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { describeRange, formatTime } from "../../format";
import { tell } from "../../notify";
import { Loading } from "../../report/ReportPage";
import { ANALYSIS } from "../../report/useReport";
import { STATUS } from "../../words";
import { NewAnalysis } from "./NewAnalysis";

const KEY = ["analyses", "history"];

/** Every analysis, newest first: an older one is shown again on the page of its results. */
export function History({ analysis: shown }: { analysis: Analysis }) {
  const all = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam: cursor }) => body(api.GET("/analyses", { params: { query: { limit: 25, cursor } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isPending)) ? 2_000 : false),
  });
  if (all.isError && !all.data) return <Trouble error={all.error} retry={() => all.refetch()} />;
  if (!all.data) return <Loading />;
  return (
    <Stack gap="md">
      <NewAnalysis />
      <Section title="Analyses">
        <ul className="report-rows" aria-label="Analyses">
          {all.data.pages
            .flatMap((page) => page.items)
            .map((analysis) => (
              <li key={analysis.id} className="report-row">
                <Entry analysis={analysis} shown={analysis.id === shown.id} />
              </li>
            ))}
        </ul>
        {all.hasNextPage && (
          <Button variant="default" mih={44} loading={all.isFetchingNextPage} onClick={() => all.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Section>
    </Stack>
  );
}

function Entry({ analysis, shown }: { analysis: Analysis; shown: boolean }) {
  const status = STATUS[analysis.status];
  const query = `${ANALYSIS}=${analysis.id}`;
  const done = analysis.status === "succeeded";
  return (
    <>
      <div className="report-name">
        <Group gap="xs">
          <Text fw={600}>{formatTime(analysis.created_at)}</Text>
          <Badge color={status.color}>{status.label}</Badge>
          {shown && <Badge color="brand">Shown</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {describeRange(analysis.parameters.from, analysis.parameters.to)}
          {analysis.problem && ` · ${analysis.problem.detail ?? analysis.problem.title}`}
        </Text>
        {isPending(analysis) && (
          <Progress mt={4} maw={240} value={analysis.progress * 100} size="sm" aria-label={`Progress of ${formatTime(analysis.created_at)}`} />
        )}
        {done && !shown && (
          <Group gap="md" mt={4}>
            {["review", "recurring", "forecast", "reports"].map((place) => (
              <Anchor key={place} component={Link} href={`/${place}?${query}`} size="sm" tt="capitalize">
                {place}
              </Anchor>
            ))}
          </Group>
        )}
      </div>
      <Actions analysis={analysis} shown={shown} />
    </>
  );
}

function Actions({ analysis, shown }: { analysis: Analysis; shown: boolean }) {
  const client = useQueryClient();
  const cancel = useAnalysisAction(analysis.id, "cancel");
  const retry = useAnalysisAction(analysis.id, "retry");
  const remove = useMutation({
    mutationFn: () => body(api.DELETE("/analyses/{id}", { params: { path: { id: analysis.id } } })),
    onSuccess: () => tell("The analysis was removed."),
    onError: (error) => tell(explain(error), { bad: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ["analyses"] }),
  });
  const name = formatTime(analysis.created_at);
  return (
    <Group gap="xs" className="report-end">
      {isPending(analysis) && (
        <Button variant="default" mih={44} loading={cancel.isPending} aria-label={`Cancel ${name}`} onClick={() => cancel.mutate()}>
          Cancel
        </Button>
      )}
      {(analysis.status === "failed" || analysis.status === "cancelled") && (
        <Button variant="default" mih={44} loading={retry.isPending} aria-label={`Run ${name} again`} onClick={() => retry.mutate()}>
          Run again
        </Button>
      )}
      {!isPending(analysis) && !shown && (
        <Button variant="subtle" color="gray" mih={44} loading={remove.isPending} aria-label={`Remove ${name}`} onClick={() => remove.mutate()}>
          Remove
        </Button>
      )}
    </Group>
  );
}
