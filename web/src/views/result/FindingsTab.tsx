import { Button, Group, SegmentedControl, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { useAnomalies, type AnomalyFilter } from "../../api/results";
import type { Analysis, AnomalyKind, AnomalyPage } from "../../api/types";
import { Part } from "../../components/Part";
import { Trouble } from "../../components/Trouble";
import { formatDay, formatMoney, formatPercent, plural } from "../../format";
import { KIND } from "../../words";
import { FindingCard } from "./FindingCard";
import type { PartProps } from "./part";

const KINDS = Object.entries(KIND).map(([value, label]) => ({ value, label }));

/** The findings, those to look at first on top, and what was checked. */
export function FindingsTab({ analysis, currency }: PartProps) {
  const all = useAnomalies(analysis);
  return (
    <Part analysis={analysis} query={{ ...all, data: all.data?.pages[0] }}>
      {(report) =>
        report.matching === 0 ? (
          <Stack gap="sm">
            <Text>Nothing irregular was found among {plural(report.scored, "expense")}.</Text>
            <Checks report={report} />
          </Stack>
        ) : (
          <Filtered analysis={analysis} currency={currency} report={report} />
        )
      }
    </Part>
  );
}

type Scope = "inbox" | "flagged" | "all";

const SCOPES: Record<Scope, { label: string; filter: AnomalyFilter }> = {
  inbox: { label: "To look at", filter: { flagged: true, in_review: true } },
  flagged: { label: "Flagged, all dates", filter: { flagged: true } },
  all: { label: "Everything listed", filter: {} },
};

function Filtered({ analysis, currency, report }: PartProps & { report: AnomalyPage }) {
  const [scope, setScope] = useState<Scope>(report.in_review > 0 ? "inbox" : report.flagged > 0 ? "flagged" : "all");
  const [kind, setKind] = useState<AnomalyKind>();
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SegmentedControl
          aria-label="Which findings"
          value={scope}
          onChange={(value) => setScope(value as Scope)}
          data={Object.entries(SCOPES).map(([value, { label }]) => ({ value, label }))}
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
      <List analysis={analysis} currency={currency} filter={{ ...SCOPES[scope].filter, kind }} />
      <Text size="xs" c="dimmed">
        Flags hold a false discovery rate of {formatPercent(report.false_discovery_rate)} and at most{" "}
        {plural(report.alert_budget, "flag")} a month on average. What has less than {formatMoney(report.materiality, currency)} at
        stake is listed, never flagged; what was before {formatDay(report.review_from)} is history.
      </Text>
      <Checks report={report} />
    </Stack>
  );
}

/** What was looked at, also where nothing was found. */
function Checks({ report }: { report: AnomalyPage }) {
  return (
    <ul aria-label="What was checked" style={{ margin: 0, paddingInlineStart: "1.2em" }}>
      {report.checks.map((check) => (
        <Text key={check.code} component="li" size="sm" c="dimmed">
          {check.text}
        </Text>
      ))}
    </ul>
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
  const findings = data.pages.flatMap((page) => page.findings);
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {data.pages[0]?.matching === 0
          ? "None of this kind. Choose another filter."
          : plural(data.pages[0]?.matching ?? 0, "finding")}
      </Text>
      <Stack gap="sm" component="ol" m={0} p={0} style={{ listStyle: "none" }} aria-label="Findings">
        {findings.map((finding) => (
          <FindingCard key={finding.id} finding={finding} currency={currency} />
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
