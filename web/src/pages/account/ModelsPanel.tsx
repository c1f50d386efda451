import { Button, Skeleton, Stack, Text } from "@mantine/core";

import { useForgetModel, useModels } from "../../api/account";
import type { Model } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { formatCount, formatDay, formatTime } from "../../format";
import { MODEL } from "../../words";

/** What the analyses learned and use again. */
export function ModelsPanel() {
  const models = useModels();
  const forget = useForgetModel();
  const items = models.data?.items ?? [];
  return (
    <Section title="Trained models">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          Analyses use them again while they are younger than a week and your spending has not drifted. A model you forget is
          trained again by the next analysis.
        </Text>
        {models.isError && <Trouble error={models.error} retry={() => models.refetch()} />}
        {forget.isError && <Trouble error={forget.error} title="It was not forgotten" />}
        {!models.data && !models.isError && <Skeleton h={120} aria-label="Loading" />}
        {models.data && items.length === 0 && <Text size="sm">None yet: the first analysis trains them.</Text>}
        {items.length > 0 && (
          <DataTable<Model>
            label="Trained models"
            columns={[
              { title: "Model", cell: (m) => (MODEL[m.kind] ?? m.kind) + (m.category ? `: ${m.category}` : "") },
              { title: "Expenses from", cell: (m) => (m.trained_from ? formatDay(m.trained_from) : "") },
              { title: "to", cell: (m) => (m.trained_to ? formatDay(m.trained_to) : "") },
              { title: "Rows", cell: (m) => formatCount(m.rows), number: true },
              { title: "Size", cell: (m) => `${formatCount(Math.ceil(m.size / 1000))} kB`, number: true },
              { title: "Trained", cell: (m) => formatTime(m.created_at) },
              {
                title: "",
                cell: (m) => (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Forget ${MODEL[m.kind] ?? m.kind}`}
                    disabled={forget.isPending}
                    onClick={() => forget.mutate(m.id)}
                  >
                    Forget
                  </Button>
                ),
              },
            ]}
            rows={items}
          />
        )}
      </Stack>
    </Section>
  );
}
