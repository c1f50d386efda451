import { List, Paper, Text } from "@mantine/core";

import type { Note } from "../api/types";

/** What the reader must know of a part: what it rests on, what could not be computed. */
export function Notes({ notes }: { notes: Note[] }) {
  const [only] = notes;
  if (!only) return null;
  return (
    <Paper withBorder px="md" py="sm" className="outlay-note" bg="var(--outlay-surface)" role="note">
      {notes.length === 1 ? (
        <Text size="sm">{only.text}</Text>
      ) : (
        <List size="sm" spacing={4}>
          {notes.map((note, i) => (
            <List.Item key={i}>{note.text}</List.Item>
          ))}
        </List>
      )}
    </Paper>
  );
}
