import { Badge, Checkbox, Text } from "@mantine/core";

import type { ImportRow } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Section } from "../../components/Section";
import { formatCount, formatDay, formatMoney, formatPercent } from "../../format";
import { ENTRY_KIND, ROW_STATE } from "../../imports";

interface Props {
  rows: ImportRow[];
  /** Rows of the whole file. */
  all: number;
  currency: string;
  leftOut: number[];
  onLeaveOut: (row: number, out: boolean) => void;
}

/** The rows as they would be entered, coloured by what happens to them. */
export function RowsTable({ rows, all, currency, leftOut, onLeaveOut }: Props) {
  if (rows.length === 0) return null;
  return (
    <Section
      title="As it would be entered"
      aside={
        all > rows.length && (
          <Text size="sm" c="dimmed">
            The first {rows.length} of {formatCount(all)}
          </Text>
        )
      }
    >
      <DataTable
        label="Rows as they would be entered"
        rows={rows}
        tint={(row) => (row.state === "new" ? undefined : `var(--mantine-color-${ROW_STATE[row.state].color}-light)`)}
        columns={[
          {
            title: "State",
            cell: (row) => (
              <Badge variant="light" color={ROW_STATE[row.state].color} tt="none">
                {ROW_STATE[row.state].label}
              </Badge>
            ),
          },
          { title: "Date", number: true, cell: (row) => formatDay(row.date) },
          { title: "Amount", number: true, cell: (row) => formatMoney(row.amount, currency) },
          { title: "Kind", cell: (row) => ENTRY_KIND[row.kind] },
          { title: "Description", sentence: true, cell: (row) => <Description row={row} {...{ leftOut, onLeaveOut }} /> },
          { title: "Category", cell: (row) => <Category row={row} /> },
        ]}
      />
    </Section>
  );
}

function Category({ row }: { row: ImportRow }) {
  if (!row.category) return "–";
  if (row.category_source !== "habit" || row.confidence === undefined) return row.category;
  return (
    <>
      {row.category}
      <Text size="xs" c="dimmed">
        as before, {formatPercent(row.confidence)} sure
      </Text>
    </>
  );
}

function Description({ row, leftOut, onLeaveOut }: { row: ImportRow } & Pick<Props, "leftOut" | "onLeaveOut">) {
  const out = leftOut.includes(row.row);
  return (
    <>
      {row.description || "No description"}
      {(row.perhaps_entry_id || out) && (
        <Checkbox
          size="xs"
          mt={4}
          label="The same as an entry that is there: leave it out"
          checked={out}
          onChange={(event) => onLeaveOut(row.row, event.currentTarget.checked)}
        />
      )}
    </>
  );
}
