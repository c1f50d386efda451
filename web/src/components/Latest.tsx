import { Button, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { useLatestAnalysis } from "../api/analyses";
import type { Analysis } from "../api/types";
import { Trouble } from "./Trouble";

/** What the newest finished analysis says, or the way to a first one. */
export function Latest({ children }: { children: (analysis: Analysis) => ReactNode }) {
  const { latest, isPending, error, refetch } = useLatestAnalysis();
  if (latest) return children(latest);
  if (isPending) return <Skeleton h={160} aria-label="Loading" />;
  if (error) return <Trouble error={error} retry={refetch} />;
  return (
    <Stack align="flex-start" gap="sm">
      <Text>There is no analysis yet. Add transactions on the start page and analyse them.</Text>
      <Button component={Link} href="/">
        To the start
      </Button>
    </Stack>
  );
}
