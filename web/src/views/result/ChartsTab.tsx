import { SimpleGrid, Skeleton, Text } from "@mantine/core";

import { isPending } from "../../api/analyses";
import { useCharts } from "../../api/results";
import { Chart } from "../../components/Chart";
import { Trouble } from "../../components/Trouble";
import type { PartProps } from "./part";

/** The charts of the report. */
export function ChartsTab({ analysis }: PartProps) {
  const charts = useCharts(analysis);
  if (charts.isError) return <Trouble error={charts.error} retry={() => charts.refetch()} />;
  if (isPending(analysis) && !charts.data) {
    return <Text c="dimmed">The charts are drawn last, when every part is there.</Text>;
  }
  if (!charts.data) {
    return charts.isFetching ? <Skeleton h={240} /> : <Text c="dimmed">An unfinished analysis has no charts.</Text>;
  }
  if (charts.data.items.length === 0) return <Text c="dimmed">There was nothing to draw.</Text>;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      {charts.data.items.map(({ name, title }) => (
        <Chart key={name} path={`/analyses/${analysis.id}/charts/${name}.svg`} title={title} />
      ))}
    </SimpleGrid>
  );
}
