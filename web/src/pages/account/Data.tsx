import { Badge, Button, Group, PasswordInput, Progress, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { download } from "../../api/client";
import { isUnderWay, useDeleteAccount, useExports, useStartExport } from "../../api/me";
import type { Job } from "../../api/types";
import { Fold } from "../../components/Fold";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { formatTime } from "../../format";
import { STATUS } from "../../words";
import { Form, refusal } from "./Form";
import { List } from "./List";

/** Everything of the account to take along, and the way out. */
export function Data() {
  const exports = useExports();
  const start = useStartExport();
  return (
    <>
      <Section
        title="Export"
        aside={
          <Button mih={44} loading={start.isPending} disabled={exports.data?.some(isUnderWay)} onClick={() => start.mutate()}>
            Make an export
          </Button>
        }
      >
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            One zip file with everything the account has.
          </Text>
          {start.isError && <Trouble error={start.error} title="It was not started" />}
          <List label="Exports" query={exports} empty="None yet." id={(job) => job.id}>
            {(job) => <Export job={job} />}
          </List>
        </Stack>
      </Section>
      <Fold title="Delete the account">
        <Deletion />
      </Fold>
    </>
  );
}

function Export({ job }: { job: Job }) {
  const save = useMutation({ mutationFn: () => download(`/me/jobs/${job.id}/export.zip`, "outlay-export.zip") });
  const status = STATUS[job.status];
  return (
    <>
      <div className="report-name">
        <Group gap="xs">
          <Text fw={600}>{formatTime(job.created_at)}</Text>
          <Badge color={status.color}>{status.label}</Badge>
        </Group>
        {isUnderWay(job) && <Progress mt={6} maw={240} value={job.progress * 100} aria-label="Progress of the export" />}
        {job.problem && <Text size="sm">{job.problem.detail ?? job.problem.title}</Text>}
        {save.isError && <Trouble error={save.error} title="It was not downloaded" />}
      </div>
      {job.status === "succeeded" && (
        <Button className="report-end" variant="default" mih={44} loading={save.isPending} aria-label={`Download the export of ${formatTime(job.created_at)}`} onClick={() => save.mutate()}>
          Download
        </Button>
      )}
    </>
  );
}

/** The one thing here that cannot be undone, so it is asked for with the password. */
function Deletion() {
  const remove = useDeleteAccount();
  const [password, setPassword] = useState("");
  return (
    <Section title="Delete the account">
      <Text size="sm" mb="sm">
        Everything it has goes: expenses, analyses, verdicts, models. It cannot be undone.
      </Text>
      <Form save={remove} fields={["password"]} onSubmit={() => remove.mutate(password)} button="Delete the account for good" disabled={!password}>
        <PasswordInput
          label="Your password"
          value={password}
          autoComplete="current-password"
          onChange={(e) => setPassword(e.currentTarget.value)}
          error={refusal(remove.error, "password")}
        />
      </Form>
    </Section>
  );
}
