import { Anchor, Group, Progress, Skeleton, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

import { useBudgetStatus } from "../../api/budgets";
import { useUser } from "../../api/session";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { formatMoney } from "../../format";

const SHOWN = 5;

/** What is left of the budgets, the ones that run out first. */
export function BudgetsLeft({ month }: { month: string }) {
  const { currency } = useUser();
  const status = useBudgetStatus(month);
  return (
    <Section
      title="Left of budgets"
      aside={
        <Anchor component={Link} href="/budgets" size="sm">
          Budgets
        </Anchor>
      }
    >
      {status.isError && <Trouble error={status.error} retry={() => status.refetch()} />}
      {status.isPending && <Skeleton h={150} />}
      {status.data?.items.length === 0 && (
        <Text size="sm">
          There are no budgets.{" "}
          <Anchor component={Link} href="/budgets" size="sm" underline="always">
            Set some, with amounts suggested from the forecast
          </Anchor>
        </Text>
      )}
      <Stack gap="sm">
        {status.data?.items.slice(0, SHOWN).map(({ category, budget, remaining, over, used }) => (
          <div key={category}>
            <Group justify="space-between" wrap="nowrap" gap="sm">
              <Text size="sm" truncate>
                {category}
              </Text>
              <Text size="sm" fw={600} className="outlay-nobreak">
                {over
                  ? `${formatMoney(remaining.replace("-", ""), currency)} over`
                  : `${formatMoney(remaining, currency)} of ${formatMoney(budget, currency)} left`}
              </Text>
            </Group>
            <Progress
              value={Math.min((used ?? 1) * 100, 100)}
              color={over ? "red" : (used ?? 0) > 0.85 ? "yellow" : "brand.7"}
              size="sm"
              aria-label={`Spent of the budget of ${category}`}
            />
          </div>
        ))}
      </Stack>
    </Section>
  );
}
