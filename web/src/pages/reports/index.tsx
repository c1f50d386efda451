import { SimpleGrid } from "@mantine/core";

import { useHoldings } from "../../api/expenses";
import { PageHead } from "../../components/PageHead";
import { HistoryPanel } from "../../views/HistoryPanel";
import { StartPanel } from "../../views/StartPanel";

export default function ReportsPage() {
  const holdings = useHoldings();
  return (
    <>
      <PageHead title="Reports" />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <HistoryPanel />
        <StartPanel empty={holdings.data?.count === 0} />
      </SimpleGrid>
    </>
  );
}
