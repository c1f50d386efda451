import { Text } from "@mantine/core";

import { useClusters } from "../../api/results";
import type { ClusterReport } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatCount, formatDay, formatDecimal, formatMoney, formatPercent, plural } from "../../format";
import type { PartProps } from "./part";

const SUGGESTIONS_SHOWN = 50;

/** Groups of descriptions by meaning, and categories that would fit better. */
export function ClustersTab({ analysis, currency }: PartProps) {
  const query = useClusters(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) => (
        <>
          {report.clusters.length === 0 && <Text>There are no clusters.</Text>}
          {report.clusters.length > 0 && <Clusters report={report} currency={currency} />}
          {report.suggestions.length > 0 && <Suggestions report={report} />}
        </>
      )}
    </Part>
  );
}

function Clusters({ report, currency }: { report: ClusterReport; currency: string }) {
  return (
    <Section
      title={plural(report.clusters.length, "cluster")}
      aside={
        <Text size="sm" c="dimmed">
          {plural(report.texts, "distinct text")} · silhouette {formatDecimal(report.silhouette)}
        </Text>
      }
    >
      <DataTable
        label="Clusters"
        rows={report.clusters}
        columns={[
          {
            title: "Cluster",
            cell: (c) => (
              <>
                {c.label}
                <Text size="xs" c="dimmed">
                  such as “{c.medoid}”
                </Text>
              </>
            ),
          },
          { title: "Mostly", cell: (c) => c.main_category || "Uncategorised" },
          { title: "Expenses", number: true, cell: (c) => formatCount(c.expenses) },
          { title: "Total", number: true, cell: (c) => formatMoney(c.total, currency) },
        ]}
      />
    </Section>
  );
}

function Suggestions({ report }: { report: ClusterReport }) {
  return (
    <Section title="Categories that would fit better">
      <DataTable
        label="Categories that would fit better"
        rows={report.suggestions.slice(0, SUGGESTIONS_SHOWN)}
        columns={[
          { title: "Date", cell: (s) => formatDay(s.date) },
          { title: "Description", cell: (s) => s.description },
          { title: "Now", cell: (s) => s.current || "None" },
          { title: "Suggested", cell: (s) => s.suggested },
          { title: "Confidence", number: true, cell: (s) => formatPercent(s.confidence) },
        ]}
      />
    </Section>
  );
}
