import { Text } from "@mantine/core";
import { useLocation } from "wouter";

import { useUpload } from "../../api/imports";
import { FileDrop } from "../../components/FileDrop";
import { Trouble } from "../../components/Trouble";

/** Takes any file of a bank and leads to its preview. */
export function BankFile() {
  const upload = useUpload();
  const [, go] = useLocation();
  return (
    <>
      <FileDrop
        label="Choose a file"
        busy={upload.isPending}
        onFile={(file) => upload.mutate(file, { onSuccess: (shown) => go(`/imports/${shown.id}`) })}
      />
      {upload.isError && <Trouble error={upload.error} title={`${upload.variables?.name ?? "The file"} was not taken`} />}
      <Text size="sm" c="dimmed">
        CSV in any layout, OFX, QFX, QIF, CAMT, MT940, Excel or OpenDocument, also in .zip or .gz. You see how it is read
        before anything is entered.
      </Text>
    </>
  );
}
