import { Alert, Stack, Text } from "@mantine/core";

import { ApiError, explain } from "../api/problem";
import { DataTable } from "../components/DataTable";
import { Trouble } from "../components/Trouble";
import { formatCount } from "../format";

const SHOWN = 20;

/** Why a file was refused: a table of its wrong cells. */
export function ImportErrors({ error, file }: { error: unknown; file: string }) {
  const cells = error instanceof ApiError ? error.fields : [];
  if (cells.length === 0) return <Trouble error={error} title={`${file} was not imported`} />;
  return (
    <Alert color="red" title={`${file} was not imported`} role="alert">
      <Stack gap="xs">
        <Text size="sm">{explain(error)}</Text>
        <DataTable
          label="What is wrong in the file"
          rows={cells.slice(0, SHOWN)}
          columns={[
            { title: "Line", number: true, cell: (e) => e.line ?? "–" },
            { title: "Column", cell: (e) => e.column ?? "–" },
            { title: "Given", cell: (e) => e.given ?? "–" },
            { title: "Allowed", cell: (e) => e.allowed ?? e.detail },
          ]}
        />
        {cells.length > SHOWN && (
          <Text size="sm">
            and {formatCount(cells.length - SHOWN)} more. Correct these first, then upload the file again.
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
