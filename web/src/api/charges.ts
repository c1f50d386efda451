import { useQuery } from "@tanstack/react-query";

import { api, body } from "./client";

/** What of the ledger is looked at around a finding. */
export interface ChargesAround {
  q?: string;
  category?: string;
  from: string;
  to: string;
}

/** Charges whose description contains `q` or whose category is `category`, oldest first, at most a hundred. */
export function useCharges(around: ChargesAround, enabled: boolean) {
  return useQuery({
    queryKey: ["expenses", "charges", around],
    queryFn: () => body(api.GET("/expenses", { params: { query: { ...around, limit: 100 } } })),
    select: ({ items }) => [...items].reverse(),
    enabled,
    staleTime: 60_000,
  });
}
