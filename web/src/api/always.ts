import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "./client";
import { entriesChanged } from "./expenses";
import type { Expense, RuleInput } from "./types";

/** The rule that would always file entries as this one, and what it would change. */
export function useRuleOffer({ id, updated_at, category }: Expense) {
  return useQuery({
    queryKey: ["rules", "offer", id, updated_at],
    queryFn: () => body(api.GET("/expenses/{id}/always", { params: { path: { id } } })),
    // Without a category there is nothing to always do.
    enabled: category !== "",
    retry: false,
  });
}

/** Adds a rule, also for what is there. */
export function useAddRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rule: RuleInput) =>
      body(
        api.POST("/rules", {
          params: { query: { apply: true }, header: { "Idempotency-Key": crypto.randomUUID() } },
          body: rule,
        }),
      ),
    onSuccess: () => {
      entriesChanged(client);
      return Promise.all([
        client.invalidateQueries({ queryKey: ["rules"] }),
        client.invalidateQueries({ queryKey: ["expenses", "list"] }),
      ]);
    },
  });
}
