import { useQuery } from "@tanstack/react-query";

import { api, body } from "./client";

const LATEST = ["expenses", "latest"];
const CATEGORIES = ["expenses", "categories"];

/** The newest expenses. */
export function useLatestExpenses() {
  return useQuery({
    queryKey: LATEST,
    queryFn: () => body(api.GET("/expenses", { params: { query: { limit: 5 } } })),
  });
}

/** What the account holds, added up over its categories. */
export function useHoldings() {
  return useQuery({
    queryKey: CATEGORIES,
    queryFn: () => body(api.GET("/categories")),
    select: ({ items }) => {
      const used = items.filter((c) => c.count > 0);
      return {
        count: used.reduce((sum, c) => sum + c.count, 0),
        categories: used.length,
        // ISO days sort as text.
        first: used.flatMap((c) => c.first ?? []).sort()[0],
        last: used.flatMap((c) => c.last ?? []).sort().at(-1),
      };
    },
  });
}
