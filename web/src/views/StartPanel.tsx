import { Button, Collapse, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useId, useState, type FormEvent } from "react";
import { useLocation } from "wouter";

import { useStartAnalysis } from "../api/analyses";
import { ApiError } from "../api/problem";
import { Section } from "../components/Section";
import { Trouble } from "../components/Trouble";

const FIELDS = ["from", "to", "horizon"];

/** Starts an analysis of everything, or of a range. */
export function StartPanel({ empty }: { empty: boolean }) {
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [horizon, setHorizon] = useState<number | string>(3);
  const [, go] = useLocation();
  const start = useStartAnalysis();
  const options = useId();
  const refused = start.error instanceof ApiError ? start.error : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    start.mutate(
      { from: from || undefined, to: to || undefined, horizon: Number(horizon) || undefined },
      { onSuccess: (analysis) => go(`/analyses/${analysis.id}`) },
    );
  }

  return (
    <Section title="Analyse">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {empty
              ? "Add some expenses first: from five on there is something to say, and a year says much more."
              : "Irregular spending with reasons, a forecast, drift, recurring charges, clusters and a workbook."}
          </Text>
          {start.isError && !refused?.isAbout(FIELDS) && <Trouble error={start.error} title="It was not started" />}
          <Group gap="xs">
            <Button type="submit" loading={start.isPending} disabled={empty}>
              Start analysis
            </Button>
            <Button
              variant="subtle"
              type="button"
              aria-expanded={open}
              aria-controls={options}
              onClick={() => setOpen(!open)}
            >
              {open ? "Hide options" : "Options"}
            </Button>
          </Group>
          <Collapse expanded={open} id={options}>
            <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
              <TextInput
                type="date"
                label="From"
                description="First day"
                value={from}
                max={to || undefined}
                onChange={(e) => setFrom(e.currentTarget.value)}
                error={refused?.field("from")}
              />
              <TextInput
                type="date"
                label="To"
                description="Last day"
                value={to}
                min={from || undefined}
                onChange={(e) => setTo(e.currentTarget.value)}
                error={refused?.field("to")}
              />
              <NumberInput
                label="Horizon"
                description="Months ahead"
                min={1}
                max={12}
                allowDecimal={false}
                value={horizon}
                onChange={setHorizon}
                error={refused?.field("horizon")}
              />
            </SimpleGrid>
          </Collapse>
        </Stack>
      </form>
    </Section>
  );
}
