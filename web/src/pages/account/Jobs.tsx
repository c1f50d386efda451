import { Badge, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { useAllJobs, useJobAction, isUnderWay } from "../../api/me";
import { explain } from "../../api/problem";
import type { Job } from "../../api/types";
import { Section } from "../../components/Section";
import { formatCount, formatTime, humanise } from "../../format";
import { tell } from "../../notify";
import { Facts } from "../../report/Facts";
import { STATUS } from "../../words";
import { List } from "./List";

type Shown = "all" | "queued" | "running" | "failed";

/** What all accounts wait for; operators only. */
export function Jobs() {
  const [shown, setShown] = useState<Shown>("all");
  const query = useAllJobs(shown === "all" ? undefined : shown);
  const queue = query.data?.queue;
  const failed = queue?.depth.filter((d) => d.status === "failed").reduce((sum, d) => sum + d.jobs, 0);
  return (
    <Section title="Jobs of all accounts">
      <Stack gap="sm">
        {queue && (
          <Facts
            facts={[
              {
                label: "Waiting",
                value: formatCount(queue.queued),
                detail: queue.oldest_seconds === undefined ? undefined : `the oldest for ${Math.round(queue.oldest_seconds)} s`,
              },
              { label: "Running", value: formatCount(queue.running) },
              { label: "Failed", value: formatCount(failed ?? 0) },
            ]}
          />
        )}
        <SegmentedControl
          aria-label="Which jobs"
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={[
            { value: "all", label: "All" },
            { value: "queued", label: "Waiting" },
            { value: "running", label: "Running" },
            { value: "failed", label: "Failed" },
          ]}
        />
        <List label="Jobs" query={{ ...query, data: query.data?.jobs }} empty="None of this kind." id={(job) => job.id}>
          {(job) => <Entry job={job} />}
        </List>
      </Stack>
    </Section>
  );
}

function Entry({ job }: { job: Job }) {
  const cancel = useJobAction("cancel");
  const retry = useJobAction("retry");
  const complain = { onError: (error: unknown) => tell(explain(error), { bad: true }) };
  const status = STATUS[job.status];
  return (
    <>
      <div className="report-name">
        <Group gap="xs">
          <Text fw={600}>{humanise(job.kind)}</Text>
          <Badge color={status.color}>{status.label}</Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {[formatTime(job.created_at), job.stage, `attempt ${job.attempt}`, job.worker].filter(Boolean).join(" · ")}
        </Text>
        {job.problem && <Text size="sm">{job.problem.detail ?? job.problem.title}</Text>}
      </div>
      <Group gap="xs" className="report-end">
        {isUnderWay(job) && (
          <Button variant="default" mih={44} loading={cancel.isPending} onClick={() => cancel.mutate(job.id, complain)}>
            Cancel
          </Button>
        )}
        {(job.status === "failed" || job.status === "cancelled") && (
          <Button variant="default" mih={44} loading={retry.isPending} onClick={() => retry.mutate(job.id, complain)}>
            Try again
          </Button>
        )}
      </Group>
    </>
  );
}
