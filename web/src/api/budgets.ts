import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, body } from "./client";

const BUDGETS = ["budgets"];

/** What is allowed a month, by category. */
export function useBudgets() {
  return useQuery({ queryKey: [...BUDGETS, "list"], queryFn: () => body(api.GET("/budgets")) });
}

/** The budgets against what `month` (its first day) has spent. */
export function useBudgetStatus(month: string) {
  return useQuery({
    queryKey: [...BUDGETS, "status", month],
    queryFn: () => body(api.GET("/budgets/status", { params: { query: { month: month.slice(0, 7) } } })),
  });
}

/** Sets the budget of a category, or with `null` takes it away. */
export function useSetBudget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ category, amount }: { category: string; amount: string | null }) => {
      if (amount === null) await body(api.DELETE("/budgets", { params: { query: { category } } }));
      else await body(api.PUT("/budgets", { body: { category, amount } }));
    },
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: BUDGETS }), client.invalidateQueries({ queryKey: ["expenses", "categories"] })]),
  });
}
