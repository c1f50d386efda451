import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useSayVerdict, useVerdicts } from "../../api/verdicts";
import { explain } from "../../api/problem";
import type { Finding, Verdict } from "../../api/types";
import { tell } from "../../notify";
import { VERDICT } from "../../words";
import { carryOut, type Settlement } from "./settle";

/** What can be done with a finding: say what it is, or put the ledger right. Both can be undone. */
export function useReview() {
  const client = useQueryClient();
  const verdicts = useVerdicts();
  const { mutateAsync } = useSayVerdict();
  // What was done to the ledger in this visit, told on the card.
  const [done, setDone] = useState<Record<string, string | undefined>>({});

  const complain = (error: unknown) => tell(explain(error), { bad: true });
  const put = (id: string, verdict: Verdict | null) => mutateAsync({ id, verdict });

  function say(finding: Finding, verdict: Verdict | null) {
    const before = verdicts.data?.[finding.id] ?? null;
    put(finding.id, verdict).catch(complain);
    const words = verdict ? `${VERDICT[verdict].label}: ${finding.merchant || finding.category || finding.title}` : "To be reviewed again";
    tell(words, { undo: () => put(finding.id, before) });
  }

  const settling = useMutation({
    mutationFn: async ({ finding, settlement }: { finding: Finding; settlement: Settlement }) => {
      const undo = await carryOut(settlement);
      setDone((all) => ({ ...all, [finding.id]: settlement.done }));
      await put(finding.id, settlement.verdict);
      return undo;
    },
    onSuccess: (undo, { finding, settlement }) =>
      tell(`${settlement.done}: ${finding.merchant || finding.title}`, {
        undo: async () => {
          await undo();
          await put(finding.id, null);
          setDone((all) => ({ ...all, [finding.id]: undefined }));
          return ledgerChanged();
        },
      }),
    onError: complain,
    onSettled: () => ledgerChanged(),
  });

  const ledgerChanged = () => client.invalidateQueries({ queryKey: ["expenses"] });

  return {
    verdicts,
    done,
    say,
    settle: (finding: Finding, settlement: Settlement) => settling.mutate({ finding, settlement }),
    settling: settling.isPending ? settling.variables.finding.id : undefined,
  };
}

export type Review = ReturnType<typeof useReview>;
