import { Group, Text } from "@mantine/core";
import { IconCheck, IconFlag } from "@tabler/icons-react";

import type { Check } from "../../api/types";
import { Section } from "../../components/Section";

/** What was looked at, also where nothing was found. */
export function Checks({ checks }: { checks: Check[] }) {
  if (checks.length === 0) return null;
  return (
    <Section title="What was checked">
      <ul aria-label="What was checked" style={{ margin: 0, padding: 0, listStyle: "none" }}>
        {checks.map((check) => (
          <Group key={check.code} component="li" gap="xs" wrap="nowrap" align="flex-start" py={4}>
            {check.flagged === 0 ? (
              <IconCheck size={18} color="var(--mantine-color-green-6)" aria-label="Clean" style={{ flexShrink: 0 }} />
            ) : (
              <IconFlag size={18} color="var(--mantine-color-orange-6)" aria-label="Flagged" style={{ flexShrink: 0 }} />
            )}
            <Text size="sm">{check.text}</Text>
          </Group>
        ))}
      </ul>
    </Section>
  );
}
