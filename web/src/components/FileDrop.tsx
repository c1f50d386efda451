import { Button, FileButton, Group, Loader, Text } from "@mantine/core";
import { useRef, useState, type DragEvent } from "react";

interface Props {
  label: string;
  busy?: boolean;
  onFile: (file: File) => void;
}

/** Takes a file of whatever kind by drag and drop or from the file dialogue. */
export function FileDrop({ label, busy = false, onFile }: Props) {
  const [over, setOver] = useState(false);
  // The same file may be chosen again after it was corrected: the input has to forget it.
  const reset = useRef<() => void>(null);

  function take(file: File | null | undefined) {
    if (file) onFile(file);
    reset.current?.();
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (!busy) take(event.dataTransfer.files[0]);
  }

  return (
    <div
      className="outlay-drop"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Group justify="center" gap="xs">
        <FileButton onChange={take} resetRef={reset} inputProps={{ "aria-label": label }}>
          {(props) => (
            <Button {...props} variant="light" disabled={busy} leftSection={busy && <Loader size={14} />}>
              {busy ? "Uploading…" : label}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" visibleFrom="sm">
          or drop it here
        </Text>
      </Group>
    </div>
  );
}
