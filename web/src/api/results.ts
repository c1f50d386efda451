import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, body } from "./client";
import type { Analysis, AnomalyKind, PartName } from "./types";

/** True once a part of the result can be read. */
export function isReady(analysis: Analysis, part: PartName): boolean {
  return analysis.parts.some(({ name, ready }) => name === part && ready);
}

/** One part of the result as soon as it is ready. A published part never changes. */
function usePart<T>(analysis: Analysis, part: PartName, load: () => Promise<T>) {
  return useQuery({
    queryKey: ["part", analysis.id, part],
    queryFn: load,
    enabled: isReady(analysis, part),
    staleTime: Infinity,
  });
}

const of = ({ id }: Analysis) => ({ params: { path: { id } } });

export const useSummary = (analysis: Analysis) =>
  usePart(analysis, "summary", () => body(api.GET("/analyses/{id}/summary", of(analysis))));
export const useForecasts = (analysis: Analysis) =>
  usePart(analysis, "forecasts", () => body(api.GET("/analyses/{id}/forecasts", of(analysis))));
export const useDrift = (analysis: Analysis) =>
  usePart(analysis, "drift", () => body(api.GET("/analyses/{id}/drift", of(analysis))));
export const useClusters = (analysis: Analysis) =>
  usePart(analysis, "clusters", () => body(api.GET("/analyses/{id}/clusters", of(analysis))));
export const useRecurring = (analysis: Analysis) =>
  usePart(analysis, "recurring", () => body(api.GET("/analyses/{id}/recurring", of(analysis))));

/** Which findings to list; everything when nothing is said. */
export interface AnomalyFilter {
  flagged?: boolean;
  in_review?: boolean;
  kind?: AnomalyKind;
}

/** The findings that match, a page of 25 at a time. */
export function useAnomalies(analysis: Analysis, filter: AnomalyFilter = {}) {
  return useInfiniteQuery({
    queryKey: ["part", analysis.id, "anomalies", filter],
    queryFn: ({ pageParam: cursor }) =>
      body(
        api.GET("/analyses/{id}/anomalies", {
          params: { path: { id: analysis.id }, query: { ...filter, limit: 25, cursor } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    enabled: isReady(analysis, "anomalies"),
    staleTime: Infinity,
  });
}
