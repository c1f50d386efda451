import { Button, Group, SegmentedControl, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { useAnomalies, type AnomalyFilter } from "../../api/results";
import type { Analysis, AnomalyKind, AnomalyPage } from "../../api/types";
import { Part } from "../../components/Part";
import { Trouble } from "../../components/Trouble";
import { formatPercent, plural } from "../../format";
import { KIND } from "../../words";
import { AnomalyCard } from "./AnomalyCard";
import type { PartProps } from "./part";

const KINDS = Object.entries(KIND).map(([value, label]) => ({ value, label }));

/** The ranked list of what is irregular, with reasons. */
export function AnomaliesTab({ analysis, currency }: PartProps) {
  const all = useAnomalies(analysis);
  return (
    <Part analysis={analysis} query={{ ...all, data: all.data?.pages[0] }}>
      {(report) =>
        report.matching === 0 ? (
          <Text>Nothing irregular was found among {plural(report.scored, "expense")}.</Text>
        ) : (
          <Filtered analysis={analysis} currency={currency} report={report} />
        )
      }
    </Part>
  );
}

function Filtered({ analysis, currency, report }: PartProps & { report: AnomalyPage }) {
  const [flagged, setFlagged] = useState(report.flagged > 0);
  const [kind, setKind] = useState<AnomalyKind>();
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SegmentedControl
          aria-label="Which anomalies"
          value={flagged ? "flagged" : "all"}
          onChange={(value) => setFlagged(value === "flagged")}
          data={[
            { value: "flagged", label: "Flagged" },
            { value: "all", label: "All ranked" },
          ]}
        />
        <Select
          aria-label="Kind"
          placeholder="Every kind"
          data={KINDS}
          value={kind ?? null}
          onChange={(value) => setKind((value as AnomalyKind | null) ?? undefined)}
          clearable
          w={230}
          maw="100%"
        />
      </Group>
      <List analysis={analysis} currency={currency} filter={{ flagged: flagged || undefined, kind }} />
      <Text size="xs" c="dimmed">
        Flags hold a false discovery rate of {formatPercent(report.false_discovery_rate)} and at most{" "}
        {plural(report.alert_budget, "flag")} a month on average.
      </Text>
    </Stack>
  );
}

interface ListProps {
  analysis: Analysis;
  currency: string;
  filter: AnomalyFilter;
}

function List({ analysis, currency, filter }: ListProps) {
  const { data, isError, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useAnomalies(analysis, filter);
  if (isError && !data) return <Trouble error={error} retry={() => refetch()} />;
  if (!data) return <Skeleton h={120} aria-label="Loading" />;
  const anomalies = data.pages.flatMap((page) => page.anomalies);
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {data.pages[0]?.matching === 0
          ? "None of this kind. Choose another filter."
          : plural(data.pages[0]?.matching ?? 0, "anomaly", "anomalies")}
      </Text>
      <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: "none" }} aria-label="Anomalies">
        {anomalies.map((anomaly) => (
          <AnomalyCard key={anomaly.id} anomaly={anomaly} currency={currency} />
        ))}
      </Stack>
      {isError && <Trouble error={error} />}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
