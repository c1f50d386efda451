import { useMutation, useQuery } from "@tanstack/react-query";

import { useChange } from "./change";
import { api, body } from "./client";
import type { RuleInput } from "./types";

const RULES = ["rules"];

/** The rules in their order. */
export const useRules = () => useQuery({ queryKey: RULES, queryFn: () => body(api.GET("/rules")) });

/** What a rule would do to entries that are there; nothing is changed. */
export const useTestRule = () => useMutation({ mutationFn: (rule: RuleInput) => body(api.POST("/rules/test", { body: rule })) });

/** Adds a rule, and with `apply` does what it says to entries that are there. */
export const useAddRule = () =>
  useChange(RULES, ({ rule, apply }: { rule: RuleInput; apply: boolean }) =>
    body(api.POST("/rules", { params: { query: { apply } }, body: rule })),
  );

export const useRemoveRule = () => useChange(RULES, (id: string) => body(api.DELETE("/rules/{id}", { params: { path: { id } } })));

export const useApplyRule = () =>
  useChange(["expenses"], (id: string) => body(api.POST("/rules/{id}/apply", { params: { path: { id } } })));
