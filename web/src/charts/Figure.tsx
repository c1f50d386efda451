import { Button, Group, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";

import { DataTable, type Column } from "../components/DataTable";

interface Props<T> {
  /** What is drawn, for readers and above the table. */
  label: string;
  /** What the colours and lines mean. */
  legend?: ReactNode;
  rows: T[];
  columns: Column<T>[];
  children: ReactNode;
}

/** A chart with its twin: the same numbers as a table. */
export function Figure<T>({ label, legend, rows, columns, children }: Props<T>) {
  const [table, setTable] = useState(false);
  return (
    <figure style={{ margin: 0, minWidth: 0 }} aria-label={label}>
      {table ? <DataTable label={label} rows={rows} columns={columns} /> : children}
      <Group justify="space-between" gap="xs" mt="xs" component="figcaption">
        <Text size="xs" c="dimmed" component="div" style={{ flex: "1 1 200px" }}>
          {legend}
        </Text>
        <Button variant="subtle" size="compact-sm" mih={44} onClick={() => setTable(!table)} aria-pressed={table}>
          {table ? "As a chart" : "As a table"}
        </Button>
      </Group>
    </figure>
  );
}
