import { Alert } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api } from "../api/client";
import { useReach } from "../api/reach";
import { formatTime } from "../format";

const AGAIN = 4_000;

/** Says that the server does not answer and how old what is shown may be, until it answers again. */
export function OfflineBanner() {
  const { reachable, at } = useReach();
  const client = useQueryClient();
  useEffect(() => {
    if (reachable) return;
    const timer = setInterval(() => {
      api.GET("/me").then(
        () => client.invalidateQueries(),
        () => undefined,
      );
    }, AGAIN);
    return () => clearInterval(timer);
  }, [reachable, client]);
  if (reachable) return null;
  return (
    <Alert color="yellow" role="status" mb="md" p="xs">
      The server does not answer. {at ? `What you see is from ${formatTime(new Date(at).toISOString())}; ` : ""}it is tried
      again by itself.
    </Alert>
  );
}
