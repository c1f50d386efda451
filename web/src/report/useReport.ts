import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "wouter";

import { isPending, useAnalyses } from "../api/analyses";
import { api, body } from "../api/client";
import type { Analysis } from "../api/types";

/** Name of the query parameter that asks for an older analysis. */
export const ANALYSIS = "analysis";

export interface Report {
  /** The analysis that is shown: the one the address names, else the newest that is finished. */
  analysis: Analysis | undefined;
  /** True while it is not known yet whether there is one. */
  loading: boolean;
  error: unknown;
  retry: () => void;
  /** True when the address asks for one in particular. */
  chosen: boolean;
  /** Another one that is under way. */
  running: Analysis | undefined;
  /** The newest one, where it failed after the one that is shown. */
  failed: Analysis | undefined;
}

/** The newest finished analysis of some; the list is newest first. */
export const newestFinished = (items: Analysis[]) => items.find(({ status }) => status === "succeeded");

/** The analysis whose results a page shows, and what is under way beside it. */
export function useReport(): Report {
  const [search] = useSearchParams();
  const id = search.get(ANALYSIS) ?? undefined;
  const recent = useAnalyses();
  const items = recent.data?.items ?? [];
  const found = id ? items.find((a) => a.id === id) : newestFinished(items);

  // A long row of failures may hide the newest finished one from the list, and an older one is not on it at all.
  const apart = useQuery({
    queryKey: ["report", id ?? "newest", items[0]?.id],
    queryFn: () =>
      id
        ? body(api.GET("/analyses/{id}", { params: { path: { id } } }))
        : body(api.GET("/analyses", { params: { query: { status: "succeeded", limit: 1 } } })).then(
            (page) => page.items[0] ?? null,
          ),
    enabled: recent.isSuccess && !found && (id !== undefined || recent.data.next !== undefined),
  });

  const analysis = found ?? apart.data ?? undefined;
  const error = recent.data ? apart.error : recent.error;
  const newest = items[0];
  return {
    analysis,
    loading: recent.isPending || apart.isLoading,
    error: analysis ? undefined : error,
    retry: () => void (recent.data ? apart.refetch() : recent.refetch()),
    chosen: id !== undefined,
    running: items.find(isPending),
    failed: newest?.status === "failed" && newest.id !== analysis?.id ? newest : undefined,
  };
}
