import { Anchor } from "@mantine/core";
import { Link } from "wouter";

import { useLatestAnalysis, useStartAnalysis } from "../../api/analyses";
import { useLatestExpenses } from "../../api/expenses";
import { useImports } from "../../api/imports";
import { formatPercent, formatTime } from "../../format";

/** Entries that are looked at for changes since the analysis. */
const LOOKED_AT = 50;

/** How old the answer is, and whether it has seen everything. */
export function Freshness() {
  const { latest, pending } = useLatestAnalysis();
  const newest = useLatestExpenses(LOOKED_AT).data?.items ?? [];
  const imports = useImports().data?.items ?? [];
  const start = useStartAnalysis();
  if (pending) {
    return (
      <span role="status">
        Being analysed,{" "}
        <Anchor component={Link} href={`/analyses/${pending.id}`} size="sm">
          {formatPercent(pending.progress)}
        </Anchor>
      </span>
    );
  }
  const since = latest && Date.parse(latest.created_at);
  const later = (instant?: string) => instant !== undefined && (since === undefined || Date.parse(instant) > since);
  const stale = newest.some((e) => later(e.updated_at)) || imports.some((file) => later(file.committed_at));
  return (
    <span role="status">
      {latest && (stale ? `Something changed since ${formatTime(latest.created_at)}. ` : `Up to date, analysed ${formatTime(latest.created_at)}`)}
      {stale && (
        <Anchor component="button" size="sm" underline="always" disabled={start.isPending} onClick={() => start.mutate({})}>
          Analyse now
        </Anchor>
      )}
    </span>
  );
}
