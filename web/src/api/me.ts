import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { useChange } from "./change";
import { api, body } from "./client";
import { ApiError } from "./problem";
import { forgetSession } from "./session";
import type { Job, MePatch, Schedule, ScheduleInput } from "./types";

const SCHEDULE = ["schedule"];
const EXPORTS = ["jobs", "exports"];
const JOBS = ["jobs", "all"];

/** Changes what the account says of its owner. */
export const useSaveProfile = () => useChange(["session"], (patch: MePatch) => body(api.PATCH("/me", { body: patch })));

/** When analyses start by themselves; `null` where they do not. */
export function useSchedule() {
  return useQuery<Schedule | null>({
    queryKey: SCHEDULE,
    queryFn: () =>
      body(api.GET("/me/schedule")).catch((error) => {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }),
  });
}

/** Starts analyses by themselves, or with `null` no more. */
export const useSaveSchedule = () =>
  useChange(SCHEDULE, async (schedule: ScheduleInput | null) => {
    if (schedule) await body(api.PUT("/me/schedule", { body: schedule }));
    else await body(api.DELETE("/me/schedule"));
  });

const isUnderWay = ({ status }: Job) => ["queued", "running", "cancelling"].includes(status);

/** The exports of the account, newest first; looked at again while one is made. */
export function useExports() {
  return useQuery({
    queryKey: EXPORTS,
    queryFn: () => body(api.GET("/me/jobs", { params: { query: { limit: 20 } } })),
    select: ({ items }) => items.filter(({ kind }) => kind === "account_export"),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? 1_000 : false),
  });
}

export const useStartExport = () => useChange(EXPORTS, () => body(api.POST("/me/export")));

/** Deletes the account with everything it has; the session ends with it. */
export function useDeleteAccount() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (password: string) => body(api.POST("/me/deletion", { body: { password } })),
    onSuccess: () => forgetSession(client),
  });
}

/** The queue and the jobs of all accounts; for operators. */
export function useAllJobs(status: Job["status"] | undefined) {
  return useQuery({
    queryKey: [...JOBS, status],
    queryFn: async () => {
      const [queue, page] = await Promise.all([
        body(api.GET("/jobs/summary")),
        body(api.GET("/jobs", { params: { query: { status, limit: 50 } } })),
      ]);
      return { queue, jobs: page.items };
    },
    refetchInterval: 5_000,
  });
}

export const useJobAction = (action: "cancel" | "retry") =>
  useChange(JOBS, (id: string) => body(api.POST(`/jobs/{id}/${action}`, { params: { path: { id } } })));

export { isUnderWay };
