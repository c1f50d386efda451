import { Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";

import { Trouble } from "../../components/Trouble";

interface Props<T> {
  label: string;
  query: { data: T[] | undefined; isError: boolean; error: unknown; refetch: () => unknown };
  /** Said where there is nothing, with what to do. */
  empty: string;
  id: (item: T) => string;
  children: (item: T) => ReactNode;
}

/** A list in whatever state it is: loading, failed, empty, or there. */
export function List<T>({ label, query, empty, id, children }: Props<T>) {
  if (query.isError && !query.data) return <Trouble error={query.error} retry={() => query.refetch()} />;
  if (!query.data) return <Skeleton h={96} aria-label="Loading" role="group" />;
  if (query.data.length === 0) return <Text size="sm">{empty}</Text>;
  return (
    <ul className="report-rows" aria-label={label}>
      {query.data.map((item) => (
        <li key={id(item)} className="report-row">
          {children(item)}
        </li>
      ))}
    </ul>
  );
}
