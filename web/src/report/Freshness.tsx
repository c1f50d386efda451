import { Anchor, Button, Group, Loader, Text } from "@mantine/core";
import { Link, useLocation } from "wouter";

import { useStartAnalysis } from "../api/analyses";
import { explain } from "../api/problem";
import { useReach } from "../api/reach";
import { useSummary } from "../api/results";
import type { Analysis } from "../api/types";
import { formatDay, formatTime, plural } from "../format";
import type { Report } from "./useReport";

/** How fresh what is shown is, in one quiet line: what it rests on, what is under way, whether the server answers. */
export function Freshness({ report, analysis }: { report: Report; analysis: Analysis }) {
  const [path] = useLocation();
  const summary = useSummary(analysis).data;
  const start = useStartAnalysis();
  const asOf = formatTime(analysis.finished_at ?? analysis.created_at);
  return (
    <Group gap="xs" justify="space-between" role="status">
      <Text size="sm" c="dimmed">
        As of {asOf}
        {summary && ` · ${plural(summary.expenses, "expense")} up to ${formatDay(summary.to)}`}
        {report.chosen && (
          <>
            {" · an earlier analysis; "}
            <Anchor component={Link} href={path} size="sm" underline="always">
              show the newest
            </Anchor>
          </>
        )}
        {report.failed && " · a later analysis failed"}
      </Text>
      <Work report={report} analysis={analysis} start={start} />
    </Group>
  );
}

interface WorkProps {
  report: Report;
  analysis: Analysis;
  start: ReturnType<typeof useStartAnalysis>;
}

/** What is under way beside what is shown. */
function Work({ report, analysis, start }: WorkProps) {
  const { reachable } = useReach();
  if (!reachable) {
    return (
      <Text size="sm" fw={600}>
        {report.running ? "How far the newer analysis is, is not known: the server does not answer." : "The server does not answer."}
      </Text>
    );
  }
  if (report.running && report.running.id !== analysis.id) {
    return (
      <Group gap={6} wrap="nowrap">
        <Loader size={14} aria-hidden />
        <Text size="sm" c="dimmed">
          A newer analysis is {report.running.status === "queued" ? "waiting" : `at ${Math.round(report.running.progress * 100)} %`}
        </Text>
      </Group>
    );
  }
  return (
    <Group gap="xs">
      {start.isError && (
        <Text size="sm" c="red">
          {explain(start.error)}
        </Text>
      )}
      <Button variant="subtle" size="compact-sm" mih={44} loading={start.isPending} onClick={() => start.mutate({})}>
        Analyse again
      </Button>
    </Group>
  );
}
