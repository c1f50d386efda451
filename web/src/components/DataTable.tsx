import { Table } from "@mantine/core";
import type { ReactNode } from "react";

export interface Column<T> {
  title: string;
  cell: (row: T) => ReactNode;
  /** Numbers: to the right, never broken. */
  number?: boolean;
  /** A sentence: wide enough to be read in a few lines. */
  sentence?: boolean;
}

interface Props<T> {
  /** What the table lists, for readers that do not see it. */
  label: string;
  columns: Column<T>[];
  rows: T[];
  /** Colour of a row's background, where it has one. */
  tint?: (row: T) => string | undefined;
}

/** A table that scrolls sideways by itself where the screen is narrow. */
export function DataTable<T>({ label, columns, rows, tint }: Props<T>) {
  return (
    // Focusable, so that the keyboard can scroll it too.
    <div className="outlay-table" role="group" aria-label={label} tabIndex={0}>
      <Table aria-label={label} fz="sm" horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ title, number }) => (
              <Table.Th key={title} ta={number ? "right" : undefined}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, i) => (
            <Table.Tr key={i} bg={tint?.(row)}>
              {columns.map(({ title, cell, number, sentence }) => (
                <Table.Td
                  key={title}
                  ta={number ? "right" : undefined}
                  className={number ? "outlay-number" : sentence ? "outlay-sentence" : undefined}
                >
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
