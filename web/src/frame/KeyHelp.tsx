import { Group, Kbd, Modal, Stack, Text } from "@mantine/core";

import { PLACES } from "../routes";

const KEYS: [keys: string[], does: string][] = [
  [["Ctrl / ⌘", "K"], "Search for places and actions"],
  [["u"], "Undo what was done last"],
  [["?"], "Show this list"],
  ...PLACES.map(({ key, label }): [string[], string] => [["g", key], `Go to ${label}`]),
  [["/"], "Transactions: search"],
  [["n"], "Transactions: add one"],
  [["j"], "Next row or finding"],
  [["k"], "Row or finding before"],
  [["x"], "Transactions: choose the row"],
  [["o"], "Transactions: open the row"],
];

/** The keys, for people who would rather not reach for the mouse. */
export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap={6}>
        {KEYS.map(([keys, does]) => (
          <Group key={does} justify="space-between" wrap="nowrap">
            <Text size="sm">{does}</Text>
            <Group gap={4} wrap="nowrap">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
