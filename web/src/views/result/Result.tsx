import { Stack, Tabs } from "@mantine/core";
import { useLocation } from "wouter";

import { FindingsTab } from "./FindingsTab";
import { ChartsTab } from "./ChartsTab";
import { ClustersTab } from "./ClustersTab";
import { DriftTab } from "./DriftTab";
import { ForecastTab } from "./ForecastTab";
import { KeyFigures } from "./KeyFigures";
import { RecurringTab } from "./RecurringTab";
import type { PartProps } from "./part";

const TABS = [
  { name: "anomalies", label: "Findings", View: FindingsTab },
  { name: "forecast", label: "Forecast", View: ForecastTab },
  { name: "recurring", label: "Recurring", View: RecurringTab },
  { name: "drift", label: "Drift", View: DriftTab },
  { name: "clusters", label: "Clusters", View: ClustersTab },
  { name: "charts", label: "Charts", View: ChartsTab },
];

/** The result: key figures, then a tab a part. The tab is part of the address. */
export function Result({ analysis, currency, tab }: PartProps & { tab?: string }) {
  const [, go] = useLocation();
  const shown = TABS.some(({ name }) => name === tab) ? tab : "anomalies";
  return (
    <Stack gap="md">
      <KeyFigures analysis={analysis} currency={currency} />
      <Tabs
        value={shown}
        onChange={(name) => go(`/analyses/${analysis.id}/${name}`, { replace: true })}
        keepMounted={false}
        activateTabWithKeyboard={false}
      >
        <Tabs.List mb="md" aria-label="Parts of the result" className="outlay-tabs">
          {TABS.map(({ name, label }) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(({ name, View }) => (
          <Tabs.Panel key={name} value={name}>
            <View analysis={analysis} currency={currency} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
