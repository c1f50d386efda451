import type { Verdicts } from "../../api/verdicts";
import type { Finding } from "../../api/types";
import { sum } from "../../money";

/** The findings of an analysis, told apart by what is to be done with them. Each is in exactly one part. */
export interface Inbox {
  /** Flagged, in review, and nobody has said anything of it. */
  open: Finding[];
  /** Flagged, in review, with a verdict. */
  settled: Finding[];
  /** In review, but too small or too unsure for a flag. */
  listed: Finding[];
  /** Before the review window. */
  history: Finding[];
  /** What is at stake in the open ones. */
  stake: string;
}

export function inboxOf(findings: Finding[], verdicts: Verdicts): Inbox {
  const inbox = findings.filter((f) => f.flagged && f.in_review);
  const open = inbox.filter((f) => !verdicts[f.id]);
  return {
    open,
    settled: inbox.filter((f) => verdicts[f.id]),
    listed: findings.filter((f) => !f.flagged && f.in_review),
    history: findings.filter((f) => !f.in_review),
    stake: sum(open.map(({ impact }) => impact)),
  };
}

/** The place in a list of `count` that `j` or `k` leads to from `at`, which may be none yet. */
export function neighbour(at: number | undefined, step: 1 | -1, count: number): number | undefined {
  if (count === 0) return undefined;
  if (at === undefined) return step === 1 ? 0 : count - 1;
  return Math.max(0, Math.min(count - 1, at + step));
}

/** A year before and four months after: enough of the merchant to see what is usual. */
export function windowAround(from: string, to: string): { from: string; to: string } {
  const shift = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  return { from: shift(from, -365), to: shift(to, 120) };
}
