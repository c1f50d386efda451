import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "./client";
import type { Verdict } from "./types";

const VERDICTS = ["verdicts"];

/** What was said of which finding; a finding has the same id in every analysis. */
export type Verdicts = Readonly<Record<string, Verdict>>;

/** Every verdict of the account, by the finding's id. */
export function useVerdicts() {
  return useQuery<Verdicts>({
    queryKey: VERDICTS,
    queryFn: async () => {
      const { items } = await body(api.GET("/feedback"));
      return Object.fromEntries(items.map(({ anomaly_id, verdict }) => [anomaly_id, verdict]));
    },
  });
}

/** `verdicts` with what was said of `id` now; `null` takes it back. */
export function withVerdict(verdicts: Verdicts, id: string, verdict: Verdict | null): Verdicts {
  const others = Object.entries(verdicts).filter(([other]) => other !== id);
  return Object.fromEntries(verdict ? [...others, [id, verdict]] : others);
}

/** Says what a finding is, or with `null` takes that back: shown at once, and put right when the server refuses. */
export function useSayVerdict() {
  const client = useQueryClient();
  return useMutation({
    scope: { id: "verdicts" },
    mutationFn: async ({ id, verdict }: { id: string; verdict: Verdict | null }) => {
      const at = { params: { path: { id } } };
      if (verdict) await body(api.PUT("/anomalies/{id}/feedback", { ...at, body: { verdict } }));
      else await body(api.DELETE("/anomalies/{id}/feedback", at));
    },
    onMutate: async ({ id, verdict }) => {
      await client.cancelQueries({ queryKey: VERDICTS });
      const before = client.getQueryData<Verdicts>(VERDICTS);
      client.setQueryData<Verdicts>(VERDICTS, withVerdict(before ?? {}, id, verdict));
      return before?.[id] ?? null;
    },
    onError: (_error, { id }, before) => {
      client.setQueryData<Verdicts>(VERDICTS, (now) => withVerdict(now ?? {}, id, before ?? null));
    },
    onSettled: () => client.invalidateQueries({ queryKey: VERDICTS }),
  });
}
