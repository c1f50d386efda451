import { Paper, Text } from "@mantine/core";
import { useState } from "react";

import { api, BASE } from "../api/client";

/** A chart drawn by the server. */
export function Chart({ path, title }: { path: string; title: string }) {
  const [attempt, setAttempt] = useState(0);

  // A picture's request does not renew an expired session. Any call of the API does; then it is asked for once more.
  async function renew() {
    if (attempt > 1) return;
    if (attempt === 0) await api.GET("/me").catch(() => undefined);
    setAttempt(attempt + 1);
  }

  return (
    <Paper component="figure" withBorder p="sm" m={0} bg="var(--outlay-surface)">
      {attempt > 1 ? (
        <Text size="sm" c="dimmed">
          {title} could not be loaded.
        </Text>
      ) : (
        <img
          key={attempt}
          className="outlay-chart"
          src={BASE + path}
          alt={title}
          loading="lazy"
          onError={renew}
        />
      )}
    </Paper>
  );
}
