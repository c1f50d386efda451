import { Text } from "@mantine/core";

import type { RefusedRow } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Section } from "../../components/Section";
import { formatCount } from "../../format";

/** Rows that are not entered: where they stand, what stood there, and why. */
export function RefusedTable({ title, rows, all }: { title: string; rows: RefusedRow[]; all: number }) {
  return (
    <Section
      title={title}
      aside={
        all > rows.length && (
          <Text size="sm" c="dimmed">
            The first {rows.length} of {formatCount(all)}
          </Text>
        )
      }
    >
      <DataTable
        label={title}
        rows={rows}
        columns={[
          { title: "Line", number: true, cell: (row) => (row.part ? `${row.part}: ${row.line}` : row.line) },
          { title: "Column", cell: (row) => row.column || "–" },
          { title: "Given", cell: (row) => row.given || "–" },
          { title: "Why", sentence: true, cell: (row) => row.reason },
        ]}
      />
    </Section>
  );
}
