import "../../report/report.css";

import { Stack, Text } from "@mantine/core";

import { useForecasts } from "../../api/results";
import type { Analysis, ForecastReport } from "../../api/types";
import { Fold } from "../../components/Fold";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { ReportPage } from "../../report/ReportPage";
import { Categories } from "./Categories";
import { Evidence } from "./Evidence";
import { Outlook } from "./Outlook";
import { RunningMonth } from "./RunningMonth";
import { SetApart } from "./SetApart";
import { runningMonth } from "./points";

/** What the running month and the next ones will cost, and why that may be believed. */
export default function ForecastPage() {
  return <ReportPage title="Forecast">{(analysis) => <Forecast key={analysis.id} analysis={analysis} />}</ReportPage>;
}

function Forecast({ analysis }: { analysis: Analysis }) {
  const query = useForecasts(analysis);
  const { currency } = analysis.parameters;
  return (
    <Part analysis={analysis} query={{ ...query, data: query.data && { ...query.data, report: query.data, notes: [] } }}>
      {({ report }) =>
        report.total ? (
          <Found report={report} currency={currency} />
        ) : (
          <Section title="No forecast yet">
            <Text size="sm">{report.notes[0]?.text ?? "A forecast needs a few complete months of expenses."}</Text>
          </Section>
        )
      }
    </Part>
  );
}

function Found({ report, currency }: { report: ForecastReport; currency: string }) {
  const running = runningMonth(report.total ?? undefined);
  return (
    <Stack gap="md">
      {running && <RunningMonth running={running} currency={currency} />}
      <Outlook report={report} currency={currency} />
      <Categories report={report} currency={currency} />
      <SetApart report={report} currency={currency} />
      <Fold title="Evidence: methods, earlier months, what it rests on">
        <Evidence report={report} />
      </Fold>
    </Stack>
  );
}
