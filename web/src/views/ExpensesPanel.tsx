import { Skeleton, Stack, Table, Text } from "@mantine/core";

import { useHoldings, useLatestExpenses } from "../api/expenses";
import type { User } from "../api/types";
import { Section } from "../components/Section";
import { Trouble } from "../components/Trouble";
import { describeRange, formatDay, formatMoney, plural } from "../format";

/** What the account holds, and its newest expenses as a check that the right file arrived. */
export function ExpensesPanel({ user }: { user: User }) {
  const latest = useLatestExpenses();
  const { data: holdings } = useHoldings();
  return (
    <Section
      title={holdings?.count ? plural(holdings.count, "expense") : "Expenses"}
      aside={
        holdings?.first && (
          <Text size="sm" c="dimmed">
            {describeRange(holdings.first, holdings.last)}
          </Text>
        )
      }
    >
      {latest.isPending && (
        <Stack gap="xs">
          {[1, 2, 3, 4, 5].map((i) => (
            <Skeleton key={i} h={36} />
          ))}
        </Stack>
      )}
      {latest.isError && <Trouble error={latest.error} retry={() => latest.refetch()} />}
      {latest.data?.items.length === 0 && <Text c="dimmed">None yet. Add a file to begin.</Text>}
      {latest.data && latest.data.items.length > 0 && (
        <Table aria-label="Newest expenses" horizontalSpacing={0} verticalSpacing={6} fz="sm">
          <Table.Tbody>
            {latest.data.items.map((e) => (
              <Table.Tr key={e.id}>
                <Table.Td>
                  {e.description || "No description"}
                  <Text size="xs" c="dimmed">
                    {formatDay(e.date)} · {e.category || "Uncategorised"}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" style={{ whiteSpace: "nowrap" }}>
                  {formatMoney(e.amount, user.currency)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}
