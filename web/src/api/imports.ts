import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { SAMPLE_NAME, sampleCsv } from "../sample";
import { api, body } from "./client";
import type { Import, ImportPatch } from "./types";

const one = (id: string) => ["imports", id];

/** The newest uploads, entered or waiting. */
export function useImports() {
  return useQuery({
    queryKey: ["imports", "latest"],
    queryFn: () => body(api.GET("/imports", { params: { query: { limit: 6 } } })),
  });
}

/** One upload with what entering it would do; asked again while a job reads or enters it. */
export function useImportPreview(id: string) {
  return useQuery({
    queryKey: one(id),
    queryFn: () => body(api.GET("/imports/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) =>
      state.data?.state === "reading" || state.data?.state === "entering" ? 1_000 : false,
  });
}

/** Uploads a file of a bank; nothing of it is entered. */
export function useUpload() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append("file", file);
      return body(
        // The generated type knows a file as a string.
        api.POST("/imports", { body: { file: file.name }, bodySerializer: () => form }),
      );
    },
    onSuccess: (shown) => {
      client.setQueryData<Import>(one(shown.id), shown);
      return client.invalidateQueries({ queryKey: ["imports", "latest"] });
    },
  });
}

/** Enters the sample in one step and has it looked at. */
export function useTrySample() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const form = new FormData();
      form.append("file", new Blob([sampleCsv(new Date())], { type: "text/csv" }), SAMPLE_NAME);
      await body(api.POST("/imports", { params: { query: { commit: true } }, body: { file: SAMPLE_NAME }, bodySerializer: () => form }));
      await analyse(client);
    },
    onSuccess: () => everything(client),
  });
}

/** What was entered is looked at without being asked; where that does not work it can be asked for. */
export async function analyse(client: QueryClient): Promise<void> {
  await body(api.POST("/analyses", { body: {} })).catch(() => undefined);
  await client.invalidateQueries({ queryKey: ["analyses"] });
}

/** Says more about a file, and sees it again. */
export function useImportPatch(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: ImportPatch) => body(api.PATCH("/imports/{id}", { params: { path: { id } }, body: patch })),
    onSuccess: (shown) => client.setQueryData<Import>(one(id), shown),
  });
}

/** Enters a file. */
export function useCommit(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (skipRefused: boolean) =>
      body(
        api.POST("/imports/{id}/commit", {
          params: { path: { id }, query: skipRefused ? { skip_refused: true } : {} },
        }),
      ),
    onSuccess: async (file) => {
      await everything(client);
      // A job that still enters it is not waited for: then the start page offers to look at what is new.
      if (file.state === "committed") await analyse(client);
    },
  });
}

/** Takes an import back with all its entries; forgets one that was not entered. */
export function useUndoImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => body(api.DELETE("/imports/{id}", { params: { path: { id } } })),
    onSuccess: () => everything(client),
  });
}

/** The accounts at banks. */
export function useBankAccounts() {
  return useQuery({ queryKey: ["accounts"], queryFn: () => body(api.GET("/accounts")) });
}

async function everything(client: QueryClient) {
  client.removeQueries({ queryKey: ["expenses", "list"], type: "inactive" });
  await Promise.all(
    [["imports", "latest"], ["expenses"], ["accounts"], ["budgets"], ["merchants"]].map((queryKey) => client.invalidateQueries({ queryKey })),
  );
}
