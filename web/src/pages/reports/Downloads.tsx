import { Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";

import { download } from "../../api/client";
import type { Analysis } from "../../api/types";
import { Trouble } from "../../components/Trouble";

const FILES = [
  { file: "report.xlsx", label: "Workbook (.xlsx)", variant: "filled" },
  { file: "transactions.csv", label: "Transactions (.csv)", variant: "default" },
] as const;

/** The files of a finished analysis. */
export function Downloads({ analysis }: { analysis: Analysis }) {
  const save = useMutation({
    mutationFn: (file: string) => download(`/analyses/${analysis.id}/${file}`, file),
  });
  if (analysis.status !== "succeeded") return null;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {FILES.map(({ file, label, variant }) => (
          <Button
            key={file}
            variant={variant}
            mih={44}
            loading={save.isPending && save.variables === file}
            onClick={() => save.mutate(file)}
          >
            {label}
          </Button>
        ))}
      </Group>
      {save.isError && <Trouble error={save.error} title="The file was not downloaded" />}
    </Stack>
  );
}
