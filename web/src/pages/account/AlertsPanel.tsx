import { Button, Group, MultiSelect, NumberInput, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { useSaveSettings, useSettings } from "../../api/account";
import { ApiError } from "../../api/problem";
import type { AnomalyKind, Settings } from "../../api/types";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { KIND } from "../../words";

const FIELDS = ["false_discovery_rate", "alert_budget", "muted_kinds"];
const KINDS = Object.entries(KIND).map(([value, label]) => ({ value, label }));

/** How readily an analysis flags. */
export function AlertsPanel() {
  const settings = useSettings();
  // Outlives the form, which is made anew with what was saved, so that it can say so.
  const save = useSaveSettings();
  return (
    <Section title="Alerts">
      {settings.data ? (
        // What was saved is shown as it was saved.
        <Form key={JSON.stringify(settings.data)} settings={settings.data} save={save} />
      ) : settings.isError ? (
        <Trouble error={settings.error} retry={() => settings.refetch()} />
      ) : (
        <Skeleton h={120} aria-label="Loading" />
      )}
    </Section>
  );
}

/** Thousandths of a percent are lost to no float. */
const asPercent = (rate: number) => Number((rate * 100).toFixed(3));
const asRate = (percent: number) => Number((percent / 100).toFixed(5));

function Form({ settings, save }: { settings: Settings; save: ReturnType<typeof useSaveSettings> }) {
  const { defaults } = settings;
  const [rate, setRate] = useState<number | string>(asPercent(settings.false_discovery_rate));
  const [budget, setBudget] = useState<number | string>(settings.alert_budget);
  const [muted, setMuted] = useState<string[]>(settings.muted_kinds);
  const refused = save.error instanceof ApiError ? save.error : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({
      // An empty field means the default.
      false_discovery_rate: rate === "" ? defaults.false_discovery_rate : asRate(Number(rate)),
      alert_budget: budget === "" ? defaults.alert_budget : Number(budget),
      muted_kinds: muted as AnomalyKind[],
    });
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          What every new analysis works with. Earlier analyses stay as they are.
        </Text>
        {save.isError && !refused?.isAbout(FIELDS) && <Trouble error={save.error} title="It was not saved" />}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <NumberInput
            label="False alarms among the flags"
            description={`At most this share, 0.1 to 50 %; ${asPercent(defaults.false_discovery_rate)} % unless you decide`}
            suffix=" %"
            min={0.1}
            max={50}
            step={1}
            decimalScale={3}
            clampBehavior="none"
            value={rate}
            onChange={setRate}
            error={refused?.field("false_discovery_rate")}
          />
          <NumberInput
            label="Flags a month"
            description={`At most so many on average, 1 to 1,000; ${defaults.alert_budget} unless you decide`}
            min={1}
            max={1000}
            allowDecimal={false}
            clampBehavior="none"
            value={budget}
            onChange={setBudget}
            error={refused?.field("alert_budget")}
          />
        </SimpleGrid>
        <MultiSelect
          label="Muted kinds"
          description="Listed, but never flagged"
          placeholder={muted.length === 0 ? "None" : undefined}
          data={KINDS}
          value={muted}
          onChange={setMuted}
          clearable
          error={refused?.field("muted_kinds")}
        />
        <Group gap="sm">
          <Button type="submit" mih={44} loading={save.isPending}>
            Save
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {save.isSuccess && "Saved: the next analysis works with it."}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
