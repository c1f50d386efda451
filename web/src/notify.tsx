import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";

import { explain } from "./api/problem";

/** Tells what was done at the edge of the screen, with the way back where there is one. */

interface Options {
  /** Takes it back. Instead of asking before, a person may think better of it afterwards. */
  undo?: () => unknown;
  /** It went wrong. */
  bad?: boolean;
}

interface Step {
  id: string;
  undo: () => unknown;
}

/** What can be taken back, the newest last. */
const steps: Step[] = [];
const KEPT = 20;

export function tell(message: string, { undo, bad }: Options = {}): void {
  const id = crypto.randomUUID();
  if (undo) {
    steps.push({ id, undo });
    if (steps.length > KEPT) steps.shift();
  }
  notifications.show({
    id,
    color: bad ? "red" : "brand",
    autoClose: undo || bad ? 10_000 : 4_000,
    withCloseButton: true,
    closeButtonProps: { "aria-label": "Close" },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" style={{ minWidth: 0, overflowWrap: "anywhere" }} lineClamp={3}>
          {message}
        </Text>
        {undo && (
          <Button size="compact-sm" variant="light" style={{ flexShrink: 0 }} onClick={() => run(id)}>
            Undo
          </Button>
        )}
      </Group>
    ),
  });
}

/** Takes back what was done last. */
export function undoLast(): void {
  const last = steps.at(-1);
  if (last) void run(last.id);
}

/** Nothing that was done before can be taken back any more: another account, or a page that is gone. */
export function forgetSteps(): void {
  steps.length = 0;
}

async function run(id: string): Promise<void> {
  const at = steps.findIndex((step) => step.id === id);
  if (at < 0) return;
  const [step] = steps.splice(at, 1);
  notifications.hide(id);
  try {
    await step?.undo();
    tell("Undone.");
  } catch (error) {
    tell(`It could not be undone. ${explain(error)}`, { bad: true });
  }
}
