import "../../report/report.css";

import { Tabs } from "@mantine/core";
import type { ComponentType } from "react";
import { useSearchParams } from "wouter";

import type { Analysis } from "../../api/types";
import { ReportPage } from "../../report/ReportPage";
import { Downloads } from "./Downloads";
import { Groups } from "./Groups";
import { Habits } from "./Habits";
import { History } from "./History";
import { Spending } from "./Spending";

const TABS: { name: string; label: string; View: ComponentType<{ analysis: Analysis }> }[] = [
  { name: "spending", label: "Spending", View: Spending },
  { name: "habits", label: "Habits", View: Habits },
  { name: "groups", label: "Groups", View: Groups },
  { name: "history", label: "History", View: History },
];

/** Where the money went, what changed, what belongs together, and every analysis with its files. */
export default function ReportsPage() {
  return (
    <ReportPage title="Reports">
      {(analysis) => (
        <>
          <Downloads analysis={analysis} />
          <Parts key={analysis.id} analysis={analysis} />
        </>
      )}
    </ReportPage>
  );
}

function Parts({ analysis }: { analysis: Analysis }) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get("show");
  const shown = TABS.some(({ name }) => name === asked) ? asked : "spending";
  return (
    <Tabs
      value={shown}
      onChange={(name) =>
        setSearch(
          (before) => {
            const next = new URLSearchParams(before);
            next.set("show", name ?? "spending");
            return next;
          },
          { replace: true },
        )
      }
      keepMounted={false}
    >
      <Tabs.List mb="md" aria-label="Reports" style={{ flexWrap: "wrap" }}>
        {TABS.map(({ name, label }) => (
          <Tabs.Tab key={name} value={name} mih={44}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map(({ name, View }) => (
        <Tabs.Panel key={name} value={name}>
          <View analysis={analysis} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
