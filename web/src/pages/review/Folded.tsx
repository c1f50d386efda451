import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";

import type { Analysis, Finding } from "../../api/types";
import { Fold } from "../../components/Fold";
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
  const [shown, setShown] = useState(STEP);
  if (findings.length === 0) return null;
  return (
    <Fold title={`${title}: ${findings.length}`}>
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
    </Fold>
  );
}
