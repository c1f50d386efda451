import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

import { useStartAnalysis } from "../api/analyses";
import { useHoldings } from "../api/expenses";
import { useReach } from "../api/reach";
import { Section } from "../components/Section";
import { Trouble } from "../components/Trouble";
import { plural } from "../format";
import type { Report } from "./useReport";

/** Nothing has been analysed yet: what is under way, or what to do. */
export function NoReport({ report }: { report: Report }) {
  const held = useHoldings().data?.count;
  const start = useStartAnalysis();
  const { reachable } = useReach();
  if (report.running) {
    const percent = Math.round(report.running.progress * 100);
    return (
      <Section title="The first analysis is under way">
        <Stack gap="sm">
          <Progress value={percent} size="lg" aria-label="Progress of the analysis" />
          <Text size="sm" c="dimmed" role="status">
            {reachable
              ? `${percent} %. What it finds appears here by itself.`
              : "The server does not answer. The analysis goes on when it is back."}
          </Text>
        </Stack>
      </Section>
    );
  }
  if (held === 0) {
    return (
      <Section title="Nothing to show yet">
        <Text size="sm" mb="sm">
          Outlay needs expenses to say something about them. A file of your bank will do.
        </Text>
        <Group>
          <Button component={Link} href="/">
            Add expenses
          </Button>
        </Group>
      </Section>
    );
  }
  return (
    <Section title={report.failed ? "The analysis failed" : "Not analysed yet"}>
      <Stack gap="sm" align="flex-start">
        {report.failed?.problem && <Text size="sm">{report.failed.problem.detail ?? report.failed.problem.title}</Text>}
        <Text size="sm">
          {held === undefined ? "Your expenses are" : `${plural(held, "expense")} are`} there; an analysis takes a few seconds.
        </Text>
        {start.isError && <Trouble error={start.error} title="It was not started" />}
        <Button loading={start.isPending} onClick={() => start.mutate({})}>
          Analyse now
        </Button>
      </Stack>
    </Section>
  );
}
