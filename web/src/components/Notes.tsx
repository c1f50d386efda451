import { Alert, List } from "@mantine/core";

import type { Note } from "../api/types";

/** What the reader must know of a part: what it rests on, what could not be computed. */
export function Notes({ notes }: { notes: Note[] }) {
  const [only] = notes;
  if (!only) return null;
  return (
    <Alert color="yellow" variant="light" title="Good to know" py="xs">
      {notes.length === 1 ? (
        only.text
      ) : (
        <List size="sm" spacing={2}>
          {notes.map((note, i) => (
            <List.Item key={i}>{note.text}</List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
