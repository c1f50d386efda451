import type { ForecastReport } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Section } from "../../components/Section";
import { formatDay, formatMoney } from "../../format";

const WHY = {
  purchase: "A single large purchase",
  refund: "A refund",
  slip: "A slip of the decimal point",
} as const;

const SHOWN = 50;

/** Single expenses that the forecast does not repeat. */
export function SetApart({ report, currency }: { report: ForecastReport; currency: string }) {
  const { set_apart: apart } = report;
  if (apart.length === 0) return null;
  return (
    <Section title="Set apart: not expected again">
      <DataTable
        label="Set apart"
        rows={apart.slice(0, SHOWN)}
        columns={[
          { title: "Date", cell: (s) => formatDay(s.date) },
          { title: "Description", sentence: true, cell: (s) => s.description },
          { title: "Category", cell: (s) => s.category || "Uncategorised" },
          { title: "Amount", number: true, cell: (s) => formatMoney(s.amount, currency) },
          { title: "Why", cell: (s) => (s.corrected ? `${WHY[s.kind]}: counts as ${formatMoney(s.corrected, currency)}` : WHY[s.kind]) },
        ]}
      />
    </Section>
  );
}
