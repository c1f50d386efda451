import { Alert, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { isPending } from "../api/analyses";
import type { Analysis, Note } from "../api/types";
import { Notes } from "./Notes";
import { Trouble } from "./Trouble";

/** What is looked at of a query's result, whether it comes in pages or whole. */
interface Query<T> {
  data: T | undefined;
  error: unknown;
  isError: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

interface Props<T> {
  analysis: Analysis;
  query: Query<T>;
  children: (report: T) => ReactNode;
}

/** A part of the result in whatever state it is: awaited, loading, failed, or there with its notes. */
export function Part<T extends { notes: Note[] }>({ analysis, query, children }: Props<T>) {
  if (query.data) {
    return (
      <Stack gap="md">
        <Notes notes={query.data.notes} />
        {children(query.data)}
      </Stack>
    );
  }
  if (query.isError) return <Trouble error={query.error} retry={() => query.refetch()} />;
  if (!query.isFetching && !isPending(analysis) && analysis.status !== "succeeded") {
    return <Alert color="gray">This part was not finished.</Alert>;
  }
  return (
    <Stack gap="sm" aria-busy="true">
      {isPending(analysis) && (
        <Text size="sm" c="dimmed">
          This part will appear here as soon as it is ready.
        </Text>
      )}
      <Skeleton h={72} />
      <Skeleton h={72} />
      <Skeleton h={72} />
    </Stack>
  );
}
