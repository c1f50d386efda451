import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

import { useImports, useUndoImport } from "../../api/imports";
import type { Import } from "../../api/types";
import { Trouble } from "../../components/Trouble";
import { formatTime, plural } from "../../format";
import { tell } from "../../notify";
import { listing } from "../transactions/filters";

/** The newest files: those that wait lead to their preview, those that were entered can be taken back at any time. */
export function Files() {
  const imports = useImports();
  const undo = useUndoImport();
  const items = imports.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Stack gap={6} component="ul" aria-label="Files" p={0} m={0} style={{ listStyle: "none" }}>
      {items.map((file) => (
        <Group key={file.id} component="li" justify="space-between" wrap="nowrap" gap="xs">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" truncate>
              {file.file_name}
            </Text>
            <Text size="xs" c="dimmed">
              {describe(file)}{" "}
              {file.state === "committed" && file.expenses > 0 && (
                <Anchor component={Link} href={listing({ import: file.id })} size="xs" underline="always">
                  Show them
                </Anchor>
              )}
            </Text>
          </div>
          {file.state === "committed" ? (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Undo ${file.file_name}`}
              loading={undo.isPending && undo.variables === file.id}
              onClick={() => undo.mutate(file.id, { onSuccess: () => tell(`${file.file_name} was taken back.`) })}
            >
              Undo
            </Button>
          ) : (
            <Button size="compact-sm" variant="light" component={Link} href={`/imports/${file.id}`}>
              Go on
            </Button>
          )}
        </Group>
      ))}
      {undo.isError && <Trouble error={undo.error} title="It was not undone" />}
    </Stack>
  );
}

function describe(file: Import): string {
  if (file.state === "committed")
    return `${plural(file.expenses, "entry", "entries")} entered · ${formatTime(file.committed_at ?? file.created_at)}`;
  return file.state === "previewed" ? "Not entered yet" : "Being read";
}
