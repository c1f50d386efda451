import { Alert } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api } from "../api/client";
import { useReach } from "../api/reach";
import { formatTime } from "../format";

const AGAIN = 4_000;

/** Says that the server does not answer and how old what is shown may be, until it answers again. */
export function OfflineBanner() {
  const reach = useReach();
  // Without a network no call is made that could fail: queries wait for it.
  const { online } = useNetwork();
  const reachable = reach.reachable && online;
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
      The server does not answer. {reach.at ? `What you see is from ${formatTime(new Date(reach.at).toISOString())}; ` : ""}it is tried
      again by itself.
    </Alert>
  );
}
