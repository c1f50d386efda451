import { Alert, Badge, Button, Code, CopyButton, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { explain } from "../../api/problem";
import { useAddWebhook, useDeliveries, useEnableWebhook, useRemoveWebhook, useWebhooks } from "../../api/webhooks";
import type { Webhook } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Section } from "../../components/Section";
import { formatTime } from "../../format";
import { tell } from "../../notify";
import { Form, refusal } from "./Form";
import { List } from "./List";

/** Addresses that are told when a job ends. */
export function Webhooks() {
  const hooks = useWebhooks();
  const add = useAddWebhook();
  const [url, setUrl] = useState("");
  return (
    <Section title="Webhooks">
      <Text size="sm" c="dimmed" mb="xs">
        A signed message goes to each address when an analysis, an import or an export ends.
      </Text>
      <List label="Webhooks" query={{ ...hooks, data: hooks.data?.items }} empty="None yet." id={(hook) => hook.id}>
        {(hook) => <Entry hook={hook} />}
      </List>
      {add.data?.secret && <Secret secret={add.data.secret} />}
      <Form
        save={add}
        fields={["url"]}
        onSubmit={() => add.mutate(url.trim(), { onSuccess: () => setUrl("") })}
        button="Add"
        disabled={!url.trim()}
      >
        <TextInput
          label="Address"
          placeholder="https://example.com/outlay"
          type="url"
          value={url}
          maxLength={2000}
          onChange={(e) => setUrl(e.currentTarget.value)}
          error={refusal(add.error, "url")}
          mt="sm"
        />
      </Form>
    </Section>
  );
}

function Secret({ secret }: { secret: string }) {
  return (
    <Alert color="yellow" title="Keep the secret of the signatures now: it is not shown again" my="sm">
      <Group gap="xs">
        <Code style={{ overflowWrap: "anywhere" }}>{secret}</Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="compact-sm" mih={32} variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Alert>
  );
}

function Entry({ hook }: { hook: Webhook }) {
  const remove = useRemoveWebhook();
  const enable = useEnableWebhook();
  const [open, setOpen] = useState(false);
  const complain = (error: unknown) => tell(explain(error), { bad: true });
  return (
    <>
      <div className="report-name">
        <Text fw={600}>{hook.url}</Text>
        <Group gap="xs">
          {hook.disabled_at && <Badge color="red">Ended</Badge>}
          <Text size="sm" c="dimmed">
            {hook.disabled_at ? `${formatTime(hook.disabled_at)}: ${hook.disabled_reason ?? "no reason given"}` : `since ${formatTime(hook.created_at)}`}
          </Text>
        </Group>
        {open && <Deliveries id={hook.id} />}
      </div>
      <Group gap="xs" className="report-end">
        {hook.disabled_at && (
          <Button variant="default" mih={44} loading={enable.isPending} onClick={() => enable.mutate(hook.id, { onError: complain })}>
            Send again
          </Button>
        )}
        <Button variant="default" mih={44} aria-expanded={open} onClick={() => setOpen(!open)}>
          Messages
        </Button>
        <Button
          variant="subtle"
          color="gray"
          mih={44}
          loading={remove.isPending}
          aria-label={`Remove ${hook.url}`}
          onClick={() => remove.mutate(hook.id, { onSuccess: () => tell("The webhook was removed."), onError: complain })}
        >
          Remove
        </Button>
      </Group>
    </>
  );
}

function Deliveries({ id }: { id: string }) {
  const { data } = useDeliveries(id, true);
  if (!data) return null;
  if (data.items.length === 0) return <Text size="sm">No message yet.</Text>;
  return (
    <DataTable
      label="Messages"
      rows={data.items}
      columns={[
        { title: "When", cell: (d) => formatTime(d.created_at) },
        { title: "What", cell: (d) => d.event },
        { title: "Arrived", cell: (d) => (d.delivered ? "Yes" : (d.last_error ?? "Not yet")) },
        { title: "Tries", number: true, cell: (d) => d.attempt },
      ]}
    />
  );
}
