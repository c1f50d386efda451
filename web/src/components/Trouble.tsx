import { Alert, Button, Stack, Text } from "@mantine/core";

import { ApiError, explain } from "../api/problem";

interface Props {
  error: unknown;
  title?: string;
  retry?: () => void;
}

/** Something failed: what, in the server's words, and what can be done. */
export function Trouble({ error, title = "That did not work", retry }: Props) {
  // What the operator finds the cause by; of no use where the person can help themselves.
  const request = error instanceof ApiError && error.status >= 500 ? error.problem.request_id : undefined;
  return (
    <Alert color="red" title={title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{explain(error)}</Text>
        {request && (
          <Text size="xs" c="dimmed">
            Request {request}
          </Text>
        )}
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
