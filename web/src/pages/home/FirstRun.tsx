import { Button, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link, useLocation } from "wouter";

import { useTrySample, useUpload } from "../../api/imports";
import { FileDrop } from "../../components/FileDrop";
import { PageHead } from "../../components/PageHead";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { useUser } from "../../api/session";

/** An account with nothing in it yet: three doors. */
export function FirstRun() {
  const user = useUser();
  const upload = useUpload();
  const sample = useTrySample();
  const [, go] = useLocation();
  return (
    <>
      <PageHead title={`Welcome, ${user.name.slice(0, 40)}`} />
      <Text mb="md" c="dimmed">
        There are no transactions yet. Begin with whatever is nearest.
      </Text>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        <Section title="A file of your bank">
          <Stack gap="sm">
            <FileDrop
              label="Choose a file"
              busy={upload.isPending}
              onFile={(file) => upload.mutate(file, { onSuccess: (shown) => go(`/imports/${shown.id}`) })}
            />
            {upload.isError && <Trouble error={upload.error} title={`${upload.variables?.name ?? "The file"} was not taken`} />}
            <Text size="sm" c="dimmed">
              CSV in any layout, OFX, QFX, QIF, CAMT, MT940, Excel or OpenDocument, also in .zip or .gz. You see how it is read
              before anything is entered.
            </Text>
          </Stack>
        </Section>
        <Section title="Sample data">
          <Stack gap="sm" align="flex-start">
            <Text size="sm">A year of made-up expenses with a few things to find in them. One click takes them out again.</Text>
            {sample.isError && <Trouble error={sample.error} title="The sample was not entered" />}
            <Button variant="light" loading={sample.isPending} onClick={() => sample.mutate()}>
              Try it with sample data
            </Button>
          </Stack>
        </Section>
        <Section title="By hand">
          <Stack gap="sm" align="flex-start">
            <Text size="sm">Type in what you spent, one after the other, without leaving the keyboard.</Text>
            <Button component={Link} href="/transactions?add=1" variant="light">
              Add the first one
            </Button>
          </Stack>
        </Section>
      </SimpleGrid>
    </>
  );
}
