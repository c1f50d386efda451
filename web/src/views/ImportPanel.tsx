import { Anchor, Stack, Text } from "@mantine/core";
import { useLocation } from "wouter";

import { saveAs } from "../api/client";
import { useUpload } from "../api/imports";
import { FileDrop } from "../components/FileDrop";
import { Section } from "../components/Section";
import { Trouble } from "../components/Trouble";
import { sampleCsv } from "../sample";
import { RecentImports } from "./imports/RecentImports";

/** Takes any file of a bank and leads to its preview; what came before can be taken back. */
export function ImportPanel() {
  const upload = useUpload();
  const [, go] = useLocation();
  return (
    <Section title="Add a file of your bank">
      <Stack gap="sm">
        <FileDrop
          label="Choose a file"
          busy={upload.isPending}
          onFile={(file) => upload.mutate(file, { onSuccess: (shown) => go(`/imports/${shown.id}`) })}
        />
        {upload.isError && (
          <Trouble error={upload.error} title={`${upload.variables?.name ?? "The file"} was not taken`} />
        )}
        <Text size="sm" c="dimmed">
          CSV in any layout, OFX, QFX, QIF, CAMT, MT940, Excel or OpenDocument, also in .zip or .gz. You see how it is read
          before anything is entered.
        </Text>
        <RecentImports />
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
