import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "./client";
import type { SettingsPatch } from "./types";

const SETTINGS = ["settings"];
const MERCHANTS = ["merchants"];
const MODELS = ["models"];

/** What analyses work with unless they are asked otherwise. */
export function useSettings() {
  return useQuery({ queryKey: SETTINGS, queryFn: () => body(api.GET("/me/settings")) });
}

/** Decides what analyses work with. */
export function useSaveSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: SettingsPatch) => body(api.PATCH("/me/settings", { body: patch })),
    onSuccess: (settings) => client.setQueryData(SETTINGS, settings),
  });
}

/** The merchants whose name contains `q`, most expenses first, 25 at a time. */
export function useMerchants(q: string) {
  return useInfiniteQuery({
    queryKey: [...MERCHANTS, q],
    queryFn: ({ pageParam: cursor }) =>
      body(api.GET("/merchants", { params: { query: { q: q || undefined, limit: 25, cursor } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** The merchants with most expenses, the dearest first. */
export function useTopMerchants() {
  return useQuery({
    queryKey: [...MERCHANTS, "top"],
    queryFn: () => body(api.GET("/merchants", { params: { query: { limit: 500 } } })),
    select: ({ items, next }) => ({
      items: [...items].sort((a, b) => Number(b.total) - Number(a.total)),
      more: next !== undefined,
    }),
  });
}

/** Aliases that edits contradict; they wait for a word. */
export function useAliases() {
  return useQuery({
    queryKey: [...MERCHANTS, "aliases"],
    queryFn: () => body(api.GET("/merchants/aliases", { params: { query: { limit: 500 } } })),
  });
}

/** Says that everything at `key` belongs to `merchant`, or with `null` takes that back. */
export function useAlias() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ key, merchant }: { key: string; merchant: string | null }) => {
      const params = { path: { key } };
      if (merchant === null) await body(api.DELETE("/merchants/aliases/{key}", { params }));
      else await body(api.PUT("/merchants/aliases/{key}", { params, body: { merchant } }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: MERCHANTS }),
  });
}

/** What analyses learned. */
export function useModels() {
  return useQuery({
    queryKey: MODELS,
    queryFn: () => body(api.GET("/models", { params: { query: { limit: 500 } } })),
  });
}

/** Forgets a model: the next analysis trains it again. */
export function useForgetModel() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => body(api.DELETE("/models/{id}", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: MODELS }),
  });
}
