import { Alert, Anchor, Button, Code, Group, Stack, Text } from "@mantine/core";

import { saveAs } from "../api/client";
import { useImport, useUndoImport } from "../api/expenses";
import { FileDrop } from "../components/FileDrop";
import { Section } from "../components/Section";
import { describeRange, plural } from "../format";
import { sampleCsv } from "../sample";
import { Trouble } from "../components/Trouble";
import { ImportErrors } from "./ImportErrors";

/** Takes a CSV file of expenses and says what became of it. */
export function ImportPanel() {
  const upload = useImport();
  const undo = useUndoImport();
  const done = upload.data;
  return (
    <Section title="Add expenses">
      <Stack gap="sm">
        <FileDrop
          accept=".csv,text/csv"
          label="Choose a CSV file"
          busy={upload.isPending}
          onFile={(file) => upload.mutate(file)}
        />
        <div aria-live="polite">
          {done && (
            <Alert color="green" title={`${plural(done.expenses, "expense")} imported`}>
              <Group justify="space-between" gap="xs">
                <Text size="sm">
                  From {done.file_name}
                  {done.first && `: ${describeRange(done.first, done.last)}`}
                </Text>
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={undo.isPending}
                  onClick={() => undo.mutate(done.id, { onSuccess: () => upload.reset() })}
                >
                  Undo
                </Button>
              </Group>
              {undo.isError && <Trouble error={undo.error} title="It was not undone" />}
            </Alert>
          )}
          {upload.isError && <ImportErrors error={upload.error} file={upload.variables?.name ?? "the file"} />}
        </div>
        <Text size="sm" c="dimmed">
          The first line names the columns, in any order: <Code>date</Code> such as 2026-01-31, <Code>amount</Code>{" "}
          such as 12.50 (refunds negative), <Code>category</Code> and <Code>description</Code>. Other columns are left
          out. Nothing is stored unless every row can be read.
        </Text>
        <Text size="sm">
          <Anchor component="button" type="button" size="sm" underline="always" onClick={saveSample}>
            Download a sample file
          </Anchor>{" "}
          with a year of made-up expenses.
        </Text>
      </Stack>
    </Section>
  );
}

function saveSample() {
  saveAs(new Blob([sampleCsv(new Date())], { type: "text/csv" }), "outlay-sample.csv");
}
