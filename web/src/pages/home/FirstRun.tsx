import { Button, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

import { useTrySample } from "../../api/imports";
import { PageHead } from "../../components/PageHead";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { useUser } from "../../api/session";
import { BankFile } from "../imports/BankFile";

/** An account with nothing in it yet: three doors. */
export function FirstRun() {
  const user = useUser();
  const sample = useTrySample();
  return (
    <>
      <PageHead title={`Welcome, ${user.name.slice(0, 40)}`} />
      <Text mb="md" c="dimmed">
        There are no transactions yet. Begin with whatever is nearest.
      </Text>
      <SimpleGrid cols={{ base: 1, md: 3 }}>
        <Section title="A file of your bank">
          <Stack gap="sm">
            <BankFile />
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
