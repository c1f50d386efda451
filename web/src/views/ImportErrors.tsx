import { Alert, Code, Stack, Table, Text } from "@mantine/core";

import { ApiError, explain, type FieldError } from "../api/problem";
import { Trouble } from "../components/Trouble";
import { formatCount } from "../format";

const SHOWN = 20;

/** Why a file was refused: a table of its wrong cells. */
export function ImportErrors({ error, file }: { error: unknown; file: string }) {
  const rows = error instanceof ApiError ? error.fields : [];
  if (rows.length === 0) return <Trouble error={error} title={`${file} was not imported`} />;
  return (
    <Alert color="red" title={`${file} was not imported`} role="alert">
      <Stack gap="xs">
        <Text size="sm">{explain(error)}</Text>
        <Table.ScrollContainer minWidth={420}>
          <Table aria-label="Rows that cannot be read" withRowBorders={false} horizontalSpacing="xs" fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Row</Table.Th>
                <Table.Th>Column</Table.Th>
                <Table.Th>Given</Table.Th>
                <Table.Th>Allowed</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.slice(0, SHOWN).map((row, i) => (
                <Row key={i} error={row} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {rows.length > SHOWN && (
          <Text size="sm">and {formatCount(rows.length - SHOWN)} more. Correct these first, then upload the file again.</Text>
        )}
      </Stack>
    </Alert>
  );
}

function Row({ error }: { error: FieldError }) {
  return (
    <Table.Tr>
      <Table.Td>{error.row ?? "–"}</Table.Td>
      <Table.Td>{error.column ?? "–"}</Table.Td>
      <Table.Td>{error.given === undefined ? "–" : <Code>{error.given || "(empty)"}</Code>}</Table.Td>
      <Table.Td>{error.allowed ?? error.detail}</Table.Td>
    </Table.Tr>
  );
}
