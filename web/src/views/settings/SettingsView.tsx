import { Stack, Title } from "@mantine/core";

import type { User } from "../../api/types";
import { useTitle } from "../../hooks";
import { AlertsPanel } from "./AlertsPanel";
import { MerchantsPanel } from "./MerchantsPanel";
import { ModelsPanel } from "./ModelsPanel";

/** What an account decides, what it taught, and what was learned from it. */
export function SettingsView({ user }: { user: User }) {
  useTitle("Settings");
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Settings
      </Title>
      <AlertsPanel />
      <MerchantsPanel currency={user.currency} />
      <ModelsPanel />
    </Stack>
  );
}
