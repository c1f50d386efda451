import { Autocomplete, Button, Group, Menu, Paper, Popover, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";

import { useCategories } from "../../api/expenses";
import type { EntryKind, Expense, ExpensePatch } from "../../api/types";
import { formatMoney, plural } from "../../format";
import { ENTRY_KIND } from "../../imports";
import { sum } from "../../money";
import { MOST } from "./useEdits";

interface Props {
  chosen: Expense[];
  currency: string;
  busy: boolean;
  onEdit: (patch: ExpensePatch) => void;
  onDelete: () => void;
  onClear: () => void;
}

/** What can be done to the rows that are chosen, in one go. */
export function BulkBar({ chosen, currency, busy, onEdit, onDelete, onClear }: Props) {
  const tooMany = chosen.length > MOST;
  return (
    <Paper withBorder shadow="md" p="xs" className="outlay-bulk" role="toolbar" aria-label="What to do with the chosen rows">
      <Group gap="xs" justify="space-between">
        <Text size="sm" aria-live="polite">
          <b>{plural(chosen.length, "row")}</b>, <span className="outlay-nobreak">{formatMoney(sum(chosen.map((e) => e.amount)), currency)}</span>
          {tooMany && ` (at most ${MOST} can be changed at once)`}
        </Text>
        <Group gap="xs">
          <SetCategory disabled={busy || tooMany} onSet={(category) => onEdit({ category })} />
          <Menu>
            <Menu.Target>
              <Button size="xs" variant="default" disabled={busy || tooMany}>
                Set kind
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {Object.entries(ENTRY_KIND).map(([kind, label]) => (
                <Menu.Item key={kind} onClick={() => onEdit({ kind: kind as EntryKind })}>
                  {label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Button size="xs" variant="light" color="red" leftSection={<IconTrash size={14} />} loading={busy} onClick={onDelete}>
            Delete
          </Button>
          <Button size="xs" variant="subtle" onClick={onClear}>
            Choose none
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

function SetCategory({ disabled, onSet }: { disabled: boolean; onSet: (category: string) => void }) {
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const categories = useCategories().data?.items.flatMap(({ category }) => category || []) ?? [];

  function set(category: string) {
    setOpened(false);
    setText("");
    onSet(category.trim());
  }

  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="top" shadow="md">
      <Popover.Target>
        <Button size="xs" variant="default" disabled={disabled} onClick={() => setOpened(!opened)}>
          Set category
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Autocomplete
            label="Category"
            data={categories}
            value={text}
            maxLength={100}
            limit={8}
            comboboxProps={{ withinPortal: false }}
            onChange={setText}
            onOptionSubmit={set}
          />
          <Button size="xs" onClick={() => set(text)}>
            {text.trim() ? "Set" : "Set to none"}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
