import { Anchor, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";

import { saveAs } from "../../api/client";
import { useImports } from "../../api/imports";
import { PageHead } from "../../components/PageHead";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { SAMPLE_NAME, sampleCsv } from "../../sample";
import { BankFile } from "./BankFile";
import { Files } from "./Files";

/** Takes any file of a bank and leads to its preview; what came before can be taken back. */
export function ImportsView() {
  const imports = useImports();
  return (
    <>
      <PageHead title="Imports" />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Section title="Add a file of your bank">
          <Stack gap="sm">
            <BankFile />
            <Text size="sm">
              <Anchor component="button" type="button" size="sm" underline="always" onClick={saveSample}>
                Download a sample file
              </Anchor>{" "}
              with a year of made-up expenses.
            </Text>
          </Stack>
        </Section>
        <Section title="Files">
          {imports.isError && <Trouble error={imports.error} retry={() => imports.refetch()} />}
          {imports.isPending && <Skeleton h={120} />}
          {imports.data?.items.length === 0 && (
            <Text size="sm" c="dimmed">
              None yet. Whatever is entered from a file can be taken back here, also months later.
            </Text>
          )}
          <Files />
        </Section>
      </SimpleGrid>
    </>
  );
}

function saveSample() {
  saveAs(new Blob([sampleCsv(new Date())], { type: "text/csv" }), SAMPLE_NAME);
}
