import { Button, Group, Stack, Text } from "@mantine/core";

import type { RuleTest } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { formatDay, formatMoney, plural } from "../../format";

const SHOWN = 8;

interface Props {
  test: RuleTest;
  currency: string;
  busy: boolean;
  onSave: (apply: boolean) => void;
}

/** What a rule would change, before it is saved. */
export function RuleEffect({ test, currency, busy, onSave }: Props) {
  return (
    <Stack gap="sm" mt="md">
      <Text size="sm" role="status">
        It is about {plural(test.entries, "entry", "entries")} that are there, and would change {test.changes} of them.
      </Text>
      {test.examples.length > 0 && (
        <DataTable
          label="What the rule would change"
          rows={test.examples.slice(0, SHOWN)}
          columns={[
            { title: "Date", cell: (c) => formatDay(c.date) },
            { title: "Description", sentence: true, cell: (c) => c.description },
            { title: "Amount", number: true, cell: (c) => formatMoney(c.amount, currency) },
            { title: "Now", cell: (c) => c.category || "Uncategorised" },
            { title: "Then", cell: (c) => [c.new_category, c.new_merchant, c.new_kind].filter(Boolean).join(", ") },
          ]}
        />
      )}
      <Group gap="xs">
        <Button mih={44} loading={busy} onClick={() => onSave(true)}>
          Save, and change what is there
        </Button>
        <Button mih={44} variant="default" loading={busy} onClick={() => onSave(false)}>
          Save for what comes
        </Button>
      </Group>
    </Stack>
  );
}
