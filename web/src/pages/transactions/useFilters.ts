import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";

import { listing, readFilters, writeFilters, type Filters } from "./filters";

/** The filters that stand in the address, and the row that is open. */
export function useFilters() {
  const search = useSearch();
  const [, go] = useLocation();
  const filters = useMemo(() => readFilters(search), [search]);
  const given = new URLSearchParams(search);

  function address(extra: Record<string, string>): string {
    const rest = new URLSearchParams(writeFilters(filters));
    for (const [name, value] of Object.entries(extra)) rest.set(name, value);
    const text = rest.toString();
    return `/transactions${text && `?${text}`}`;
  }

  return {
    filters,
    open: given.get("row") ?? undefined,
    adding: given.has("add"),
    set: (change: Filters) => go(listing({ ...filters, ...change }), { replace: true }),
    clear: () => go(listing({ sort: filters.sort, order: filters.order })),
    show: (row?: string) => go(address(row ? { row } : {}), { replace: row === undefined }),
    add: (on: boolean) => go(address(on ? { add: "1" } : {}), { replace: true }),
  };
}
