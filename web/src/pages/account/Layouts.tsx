import { Button, Group, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { useForgetLayout, useLayouts, useRenameLayout } from "../../api/bank";
import { explain } from "../../api/problem";
import type { Layout } from "../../api/types";
import { Section } from "../../components/Section";
import { formatTime, plural } from "../../format";
import { tell } from "../../notify";
import { List } from "./List";

/** How files of a bank are read, learned from what was said at an import. */
export function Layouts() {
  const layouts = useLayouts();
  return (
    <Section title="Layouts of files">
      <List
        label="Layouts"
        query={{ ...layouts, data: layouts.data?.items }}
        empty="None yet. What you say about a file is remembered for the next one of its kind."
        id={(layout) => layout.id}
      >
        {(layout) => <Entry layout={layout} />}
      </List>
    </Section>
  );
}

function Entry({ layout }: { layout: Layout }) {
  const rename = useRenameLayout();
  const forget = useForgetLayout();
  const [name, setName] = useState(layout.name);
  const complain = (error: unknown) => tell(explain(error), { bad: true });
  return (
    <>
      <form
        className="report-name"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ id: layout.id, name: name.trim() }, { onError: complain });
        }}
      >
        <Group gap="xs" wrap="nowrap">
          <TextInput aria-label={`Name of the layout ${layout.name}`} value={name} maxLength={100} onChange={(e) => setName(e.currentTarget.value)} style={{ flex: 1 }} />
          {name.trim() !== layout.name && (
            <Button type="submit" variant="default" loading={rename.isPending} disabled={!name.trim()}>
              Rename
            </Button>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {plural(layout.uses, "file")} · {formatTime(layout.updated_at)}
        </Text>
      </form>
      <Button
        className="report-end"
        variant="subtle"
        color="gray"
        mih={44}
        loading={forget.isPending}
        aria-label={`Forget ${layout.name}`}
        onClick={() => forget.mutate(layout.id, { onSuccess: () => tell("The layout was forgotten."), onError: complain })}
      >
        Forget
      </Button>
    </>
  );
}
