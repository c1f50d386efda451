import { NativeSelect, Table, Text } from "@mantine/core";

import type { ColumnRole, FileLayout } from "../../api/types";
import { Section } from "../../components/Section";
import { ROLE, withRole } from "../../imports";

interface Props {
  layout: FileLayout;
  sample: string[][];
  busy: boolean;
  onChange: (layout: FileLayout) => void;
}

const ROLES = (Object.keys(ROLE) as ColumnRole[]).map((role) => ({ value: role, label: ROLE[role] }));

/** The first rows of the file as they are, and over each column a menu that says what it holds. */
export function ColumnsTable({ layout, sample, busy, onChange }: Props) {
  return (
    <Section title="Columns of the file">
      <Text size="sm" c="dimmed" mb="xs">
        Change a menu where a column was taken for something else. The next file of this shape is read the same way.
      </Text>
      <div className="outlay-table" role="group" aria-label="Columns of the file" tabIndex={0}>
        <Table aria-label="Columns of the file" fz="sm" horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              {layout.columns.map((column, i) => (
                <Table.Th key={i} miw={150} style={{ verticalAlign: "bottom" }}>
                  <Text size="xs" c="dimmed" maw={220} truncate>
                    {column.name}
                  </Text>
                  <NativeSelect
                    size="xs"
                    aria-label={`What ${column.name} holds`}
                    data={ROLES}
                    value={column.role}
                    disabled={busy}
                    onChange={(event) => onChange(withRole(layout, i, event.currentTarget.value as ColumnRole))}
                  />
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sample.slice(0, 5).map((row, i) => (
              <Table.Tr key={i}>
                {layout.columns.map((column, at) => (
                  <Table.Td key={at} c={column.role === "ignore" ? "dimmed" : undefined}>
                    <Text size="sm" maw={220} truncate>
                      {row[at]}
                    </Text>
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
}
