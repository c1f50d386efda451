import { Alert, Button, Group, Stack } from "@mantine/core";

import { useAnalysisAction } from "../api/analyses";
import { ApiError } from "../api/problem";
import type { Analysis } from "../api/types";
import { Trouble } from "../components/Trouble";

/** Why an analysis has no complete result, and the way to one. */
export function Ended({ analysis }: { analysis: Analysis }) {
  const retry = useAnalysisAction(analysis.id, "retry");
  if (analysis.status !== "failed" && analysis.status !== "cancelled") return null;
  const reason = analysis.problem && new ApiError(analysis.problem.status, analysis.problem);
  return (
    <Stack gap="sm">
      {analysis.status === "failed" ? (
        <Trouble title="The analysis failed" error={reason ?? new Error("The server gives no reason.")} />
      ) : (
        <Alert color="gray" title="The analysis was cancelled">
          What was finished by then is below.
        </Alert>
      )}
      {retry.isError && <Trouble error={retry.error} title="It was not started again" />}
      <Group>
        <Button variant="default" mih={44} loading={retry.isPending} onClick={() => retry.mutate()}>
          Run it again
        </Button>
      </Group>
    </Stack>
  );
}
