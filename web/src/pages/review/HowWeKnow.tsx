import { Button, List, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";

import type { Finding } from "../../api/types";
import { formatP } from "../../format";

const DETECTOR = {
  lof: "Local outlier factor",
  ocsvm: "One-class SVM",
  autoencoder: "Autoencoder",
  isolation_forest: "Isolation forest",
} as const;

/** The evidence behind a finding, folded away: every reason, how likely it is by chance, what the detectors gave it. */
export function HowWeKnow({ finding }: { finding: Finding }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        mih={44}
        px={4}
        leftSection={<Icon size={16} />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        How we know
      </Button>
      <div id={id}>{open && <Evidence finding={finding} />}</div>
    </div>
  );
}

function Evidence({ finding }: { finding: Finding }) {
  const { scores } = finding;
  return (
    <Stack gap="xs" mt="xs">
      <List size="sm" spacing={4}>
        {finding.reasons.map((reason, i) => (
          <List.Item key={i} style={{ overflowWrap: "anywhere" }}>
            {reason.text}
          </List.Item>
        ))}
      </List>
      <Text size="sm">
        Chance of something this irregular among normal charges: {formatP(finding.p_value)}. Rank {finding.rank}, score{" "}
        {Math.round(finding.score * 100)} of 100.
      </Text>
      {scores && (
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xs" component="dl" m={0}>
          {(Object.keys(DETECTOR) as (keyof typeof DETECTOR)[]).map((name) => (
            <div key={name}>
              <Text component="dt" size="xs" c="dimmed">
                {DETECTOR[name]}
              </Text>
              <Text component="dd" size="sm" m={0}>
                {Math.round(scores[name] * 100)} of 100
              </Text>
            </div>
          ))}
        </SimpleGrid>
      )}
    </Stack>
  );
}
