import { Button, Group, Paper, Text } from "@mantine/core";

import { useImports, useUndoImport } from "../../api/imports";
import { explain } from "../../api/problem";
import { tell } from "../../notify";
import { SAMPLE_NAME } from "../../sample";

/** Says that what is shown is made up, for as long as it is there. */
export function SampleNotice() {
  const sample = useImports().data?.items.find((file) => file.file_name === SAMPLE_NAME && file.state === "committed");
  const undo = useUndoImport();
  if (!sample) return null;
  return (
    <Paper withBorder px="md" py="xs" className="outlay-note" bg="var(--outlay-surface)" role="note">
      <Group justify="space-between" gap="xs">
        <Text size="sm">What you see is sample data.</Text>
        <Button
          size="xs"
          variant="default"
          loading={undo.isPending}
          onClick={() =>
            undo.mutate(sample.id, {
              onSuccess: () => tell("The sample data is gone."),
              onError: (error) => tell(explain(error), { bad: true }),
            })
          }
        >
          Remove the sample
        </Button>
      </Group>
    </Paper>
  );
}
