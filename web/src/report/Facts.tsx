import "./report.css";

import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface Fact {
  label: string;
  value: ReactNode;
  detail?: ReactNode;
}

/** A few figures side by side, each with its name above and what it rests on below. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="report-facts">
      {facts.map(({ label, value, detail }) => (
        <Paper key={label} withBorder px={{ base: "sm", sm: "md" }} py="sm" bg="var(--outlay-surface)">
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <dd style={{ margin: 0 }}>
            <Text fz={{ base: "lg", sm: "xl" }} fw={650} lh={1.3} className="number">
              {value}
            </Text>
            {detail && (
              <Text size="xs" c="dimmed" component="div">
                {detail}
              </Text>
            )}
          </dd>
        </Paper>
      ))}
    </dl>
  );
}
