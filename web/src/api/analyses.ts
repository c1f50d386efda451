import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "./client";
import type { Analysis, AnalysisInput } from "./types";

const LIST = ["analyses"];
const one = (id: string) => ["analysis", id];

/** True while an analysis may still change by itself. */
export function isPending(analysis: Analysis): boolean {
  return ["queued", "running", "cancelling"].includes(analysis.status);
}

/** The latest analyses; looked at again every 2 s while one of them is pending. */
export function useAnalyses() {
  return useQuery({
    queryKey: LIST,
    queryFn: () => body(api.GET("/analyses", { params: { query: { limit: 20 } } })),
    refetchInterval: ({ state }) => (state.data?.items.some(isPending) ? 2_000 : false),
  });
}

/** The newest analysis that is done, and the one under way if there is one. */
export function useLatestAnalysis() {
  const { data, isPending: loading, error, refetch } = useAnalyses();
  return {
    latest: data?.items.find(({ status }) => status === "succeeded"),
    pending: data?.items.find(isPending),
    isPending: loading,
    error,
    refetch,
  };
}

/** Submits an analysis. */
export function useStartAnalysis() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: AnalysisInput) => body(api.POST("/analyses", { body: input })),
    onSuccess: (analysis) => {
      client.setQueryData(one(analysis.id), analysis);
      return client.invalidateQueries({ queryKey: LIST });
    },
  });
}

/** What can be asked of an analysis: `cancel` a pending one, `retry` one that failed or was cancelled. */
export function useAnalysisAction(id: string, action: "cancel" | "retry") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST(`/analyses/{id}/${action}`, { params: { path: { id } } })),
    // Also when it was refused: then it is in another status than the one shown.
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: one(id) }), client.invalidateQueries({ queryKey: LIST })]),
  });
}
