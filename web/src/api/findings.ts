import { useQuery } from "@tanstack/react-query";

import { api, body } from "./client";
import { isReady } from "./results";
import type { Analysis, AnomalyPage } from "./types";

const PAGE = 500;
/** Pages that are read: what is beyond ranks below 2,500 others, and no one reviews it. */
const PAGES = 5;

/** Every finding of an analysis in the engine's order, with what was checked. A published part never changes. */
export function useFindings(analysis: Analysis) {
  return useQuery({
    queryKey: ["part", analysis.id, "findings"],
    queryFn: async () => {
      const read = (cursor?: string) =>
        body(
          api.GET("/analyses/{id}/anomalies", {
            params: { path: { id: analysis.id }, query: { limit: PAGE, cursor } },
          }),
        );
      let page: AnomalyPage = await read();
      const findings = [...page.findings];
      for (let pages = 1; page.next && pages < PAGES; pages++) {
        page = await read(page.next);
        findings.push(...page.findings);
      }
      return { ...page, findings };
    },
    enabled: isReady(analysis, "anomalies"),
    staleTime: Infinity,
  });
}
