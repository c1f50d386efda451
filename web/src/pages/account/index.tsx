import "../../report/report.css";
import "./account.css";

import { Stack, Tabs } from "@mantine/core";
import type { ComponentType } from "react";
import { useLocation, useParams } from "wouter";

import { useUser } from "../../api/session";
import type { User } from "../../api/types";
import { PageHead } from "../../components/PageHead";
import { AlertsPanel } from "./AlertsPanel";
import { Appearance } from "./Appearance";
import { BankAccounts } from "./BankAccounts";
import { Categories } from "./Categories";
import { Data } from "./Data";
import { Jobs } from "./Jobs";
import { Layouts } from "./Layouts";
import { MerchantsPanel } from "./MerchantsPanel";
import { ModelsPanel } from "./ModelsPanel";
import { Profile } from "./Profile";
import { Rules } from "./Rules";
import { ScheduleForm } from "./ScheduleForm";
import { Webhooks } from "./Webhooks";

export interface PanelProps {
  user: User;
}

/** The parts of the account; each is part of the address. */
const PARTS: { name: string; label: string; panels: ComponentType<PanelProps>[]; operator?: boolean }[] = [
  { name: "profile", label: "Profile", panels: [Profile, Appearance] },
  { name: "analyses", label: "Analyses", panels: [AlertsPanel, ScheduleForm, ModelsPanel] },
  { name: "categories", label: "Categories", panels: [Categories] },
  { name: "merchants", label: "Merchants", panels: [MerchantsPanel] },
  { name: "rules", label: "Rules", panels: [Rules] },
  { name: "banks", label: "Banks", panels: [BankAccounts, Layouts] },
  { name: "webhooks", label: "Webhooks", panels: [Webhooks] },
  { name: "data", label: "Your data", panels: [Data] },
  { name: "jobs", label: "Jobs", panels: [Jobs], operator: true },
];

/** Who its owner is, what the account decides, what it taught, and how to take everything along. */
export default function AccountPage() {
  const user = useUser();
  const { part } = useParams<{ part?: string }>();
  const [, go] = useLocation();
  const parts = PARTS.filter(({ operator }) => !operator || user.operator);
  const shown = parts.find(({ name }) => name === part) ?? parts[0]!;
  return (
    <>
      <PageHead title="Account" says={user.email} />
      <Tabs value={shown.name} onChange={(name) => go(`/account/${name}`, { replace: true })} keepMounted={false} activateTabWithKeyboard={false}>
        <Tabs.List mb="md" aria-label="Parts of the account" className="account-tabs">
          {parts.map(({ name, label }) => (
            <Tabs.Tab key={name} value={name} mih={44}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={shown.name}>
          <Stack gap="md" maw={860}>
            {shown.panels.map((Panel, i) => (
              <Panel key={i} user={user} />
            ))}
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
