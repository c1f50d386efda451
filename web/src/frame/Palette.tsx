import "@mantine/spotlight/styles.css";

import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconFileImport, IconLogout, IconMoon, IconPlus, IconRefresh, IconSearch, IconSettings, IconSun } from "@tabler/icons-react";
import { useEffect } from "react";
import { useLocation } from "wouter";

import { useStartAnalysis } from "../api/analyses";
import { explain } from "../api/problem";
import { useSignOut } from "../api/session";
import { tell } from "../notify";
import { PLACES } from "../routes";

const ICON = { size: 18, stroke: 1.7 };

/** Every place and what can be done from anywhere, by their names. */
export default function Palette({ asked }: { asked: number }) {
  const [, go] = useLocation();
  const start = useStartAnalysis();
  const signOut = useSignOut();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => spotlight.open(), [asked]);

  function analyse() {
    start.mutate(
      {},
      {
        onSuccess: () => tell("The analysis has begun; what it finds is shown as it comes."),
        onError: (error) => tell(explain(error), { bad: true }),
      },
    );
  }

  const actions: SpotlightActionGroupData[] = [
    {
      group: "Places",
      actions: PLACES.map(({ path, label, key, icon: Icon }) => ({
        id: path,
        label,
        description: `g ${key}`,
        leftSection: <Icon {...ICON} />,
        onClick: () => go(path),
      })),
    },
    {
      group: "Actions",
      actions: [
        { id: "add", label: "Add a transaction", leftSection: <IconPlus {...ICON} />, onClick: () => go("/transactions?add=1") },
        { id: "import", label: "Import a file", leftSection: <IconFileImport {...ICON} />, onClick: () => go("/imports") },
        { id: "analyse", label: "Analyse now", leftSection: <IconRefresh {...ICON} />, onClick: analyse },
        { id: "account", label: "Account and settings", leftSection: <IconSettings {...ICON} />, onClick: () => go("/account") },
        { id: "light", label: "Light appearance", leftSection: <IconSun {...ICON} />, onClick: () => setColorScheme("light") },
        { id: "dark", label: "Dark appearance", leftSection: <IconMoon {...ICON} />, onClick: () => setColorScheme("dark") },
        { id: "out", label: "Sign out", leftSection: <IconLogout {...ICON} />, onClick: () => signOut.mutate() },
      ],
    },
  ];
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      highlightQuery
      scrollable
      maxHeight={420}
      nothingFound="Nothing has that name."
      searchProps={{ leftSection: <IconSearch {...ICON} />, placeholder: "Go to a place, or do something" }}
    />
  );
}
