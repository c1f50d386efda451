import { useInViewport } from "@mantine/hooks";

import { useCharges } from "../../api/charges";
import { useSummary } from "../../api/results";
import type { Analysis, Finding } from "../../api/types";
import { Sparkline, type Spark } from "../../charts/Sparkline";
import { plural } from "../../format";
import { monthRange } from "../../links";
import { windowAround } from "./inbox";

/** What is usual there, as a picture: the merchant's charges, or the category's months, with the odd ones marked. */
export function MerchantLine({ finding, analysis }: { finding: Finding; analysis: Analysis }) {
  return finding.merchant ? <Charges finding={finding} /> : <Months finding={finding} analysis={analysis} />;
}

function Charges({ finding }: { finding: Finding }) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const missed = finding.kind === "missed" || finding.kind === "stopped";
  // At a merchant of one charge nothing is usual; what is, the category knows.
  const first = finding.kind === "new_merchant" || finding.kind === "unusual";
  const where = first && finding.category ? { category: finding.category } : { q: finding.merchant };
  const charges = useCharges({ ...where, ...windowAround(finding.from, finding.to) }, inViewport);
  const odd = new Set(missed ? [] : finding.expense_ids);
  const sparks: Spark[] = (charges.data ?? []).map(({ id, date, amount }) => ({ date, amount: Number(amount), odd: odd.has(id) }));
  const marked = sparks.filter((s) => s.odd).length;
  const label = `${plural(sparks.length, "charge")} ${first ? `in ${finding.category}` : "there"} around then${marked > 0 ? `, ${marked} of them in question` : ""}`;
  return (
    <div ref={ref} style={{ minHeight: charges.data && sparks.length < 2 ? 0 : 56 }}>
      {sparks.length > 1 && <Sparkline label={label} sparks={sparks} gap={missed ? finding.from : undefined} />}
    </div>
  );
}

function Months({ finding, analysis }: { finding: Finding; analysis: Analysis }) {
  const months = useSummary(analysis).data?.category_months.filter(
    ({ category, month }) => category === finding.category && month <= finding.to,
  );
  if (!months || months.length < 2) return null;
  const sparks: Spark[] = months.slice(-18).map(({ month, total }) => ({
    date: month,
    amount: Number(total),
    odd: month <= finding.to && monthRange(month).to >= finding.from,
  }));
  return <Sparkline label={`${finding.category}: ${plural(sparks.length, "month")}, the odd one marked`} sparks={sparks} />;
}
