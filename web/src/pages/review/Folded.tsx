import { Button, Stack, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";

import type { Analysis, Finding } from "../../api/types";
import { FindingCard } from "./FindingCard";
import type { Review } from "./useReview";

const STEP = 20;

interface Props {
  title: string;
  says?: string;
  findings: Finding[];
  review: Review;
  analysis: Analysis;
}

/** Findings that wait for nobody: behind their number until they are asked for. */
export function Folded({ title, says, findings, review, analysis }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState(STEP);
  if (findings.length === 0) return null;
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <section aria-label={title}>
      <Button
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        mih={44}
        px="xs"
        maw="100%"
        leftSection={<Icon size={18} />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {title}: {findings.length}
      </Button>
      <div id={id}>
        {open && (
          <Stack gap="sm" mt="xs">
            {says && (
              <Text size="sm" c="dimmed">
                {says}
              </Text>
            )}
            <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: "none" }} aria-label={title}>
              {findings.slice(0, shown).map((finding) => (
                <FindingCard key={finding.id} finding={finding} analysis={analysis} review={review} />
              ))}
            </Stack>
            {findings.length > shown && (
              <Button variant="default" mih={44} onClick={() => setShown(shown + STEP)}>
                Show {Math.min(STEP, findings.length - shown)} more
              </Button>
            )}
          </Stack>
        )}
      </div>
    </section>
  );
}
