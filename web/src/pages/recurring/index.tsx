import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { useRecurring } from "../../api/results";
import type { Analysis, RecurringReport } from "../../api/types";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { formatMoney } from "../../format";
import { ReportPage } from "../../report/ReportPage";
import { Facts } from "../../report/Facts";
import { Alerts } from "./Alerts";
import { running } from "./alerts";
import { MonthCalendar } from "./MonthCalendar";
import { SeriesTable } from "./SeriesTable";

/** Subscriptions, rent and bills: what comes when, what it costs, and what is odd about it. */
export default function RecurringPage() {
  return <ReportPage title="Recurring">{(analysis) => <Recurring key={analysis.id} analysis={analysis} />}</ReportPage>;
}

function Recurring({ analysis }: { analysis: Analysis }) {
  const query = useRecurring(analysis);
  return (
    <Part analysis={analysis} query={query}>
      {(report) =>
        report.series.length === 0 ? (
          <Section title="Nothing recurs yet">
            <Text size="sm">A charge counts as recurring once it came often enough at a steady distance: monthly ones after three months.</Text>
          </Section>
        ) : (
          <Found report={report} currency={analysis.parameters.currency} />
        )
      }
    </Part>
  );
}

type View = "list" | "calendar";

function Found({ report, currency }: { report: RecurringReport; currency: string }) {
  const [view, setView] = useState<View>("list");
  const { active, stopped, yearly } = running(report.series);
  return (
    <Stack gap="md">
      <Facts
        facts={[
          { label: "A month", value: formatMoney(report.monthly_cost, currency) },
          { label: "A year", value: formatMoney(yearly, currency) },
          { label: "Still coming", value: String(active.length), detail: stopped.length > 0 ? `${stopped.length} stopped` : undefined },
        ]}
      />
      <Alerts report={report} currency={currency} />
      <SegmentedControl
        aria-label="View"
        value={view}
        onChange={(value) => setView(value as View)}
        data={[
          { value: "list", label: "List" },
          { value: "calendar", label: "Calendar" },
        ]}
        w={240}
      />
      {view === "calendar" ? (
        <MonthCalendar series={report.series} currency={currency} />
      ) : (
        <>
          <SeriesTable title="Still coming" series={active} currency={currency} />
          <SeriesTable title="Stopped" series={stopped} currency={currency} />
        </>
      )}
    </Stack>
  );
}
