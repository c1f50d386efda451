import { SimpleGrid, Stack, Title, VisuallyHidden } from "@mantine/core";

import { useHoldings } from "../api/expenses";
import type { User } from "../api/types";
import { useTitle } from "../hooks";
import { ExpensesPanel } from "./ExpensesPanel";
import { HistoryPanel } from "./HistoryPanel";
import { ImportPanel } from "./ImportPanel";
import { StartPanel } from "./StartPanel";

/** Where the work begins: add expenses, start an analysis, find the earlier ones. */
export function Home({ user }: { user: User }) {
  useTitle("Expenses");
  const holdings = useHoldings();
  return (
    <>
      <VisuallyHidden>
        <Title order={1}>Expenses and analyses</Title>
      </VisuallyHidden>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Stack gap="md" miw={0}>
          <ImportPanel />
          <StartPanel empty={holdings.data?.count === 0} />
        </Stack>
        <Stack gap="md" miw={0}>
          <HistoryPanel />
          <ExpensesPanel user={user} />
        </Stack>
      </SimpleGrid>
    </>
  );
}
