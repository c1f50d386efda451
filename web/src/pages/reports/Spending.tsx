import { Button, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { useTopMerchants } from "../../api/account";
import { useSummary } from "../../api/results";
import type { Analysis, Merchant, SummaryReport } from "../../api/types";
import { Bars } from "../../charts/Bars";
import { Figure } from "../../charts/Figure";
import { MonthChart } from "../../charts/MonthChart";
import { Notes } from "../../components/Notes";
import { Part } from "../../components/Part";
import { Section } from "../../components/Section";
import { Trouble } from "../../components/Trouble";
import { describeRange, formatCount, formatMoney, formatMonth, formatPercent } from "../../format";
import { Facts } from "../../report/Facts";
import { Loading } from "../../report/ReportPage";
import { categoryBars, merchantBars, monthPoints } from "./spending";

const CATEGORIES = 12;

/** Where the money went: by month, category and merchant. Everything drawn leads to its rows. */
export function Spending({ analysis }: { analysis: Analysis }) {
  const query = useSummary(analysis);
  return (
    <Part analysis={analysis} query={{ ...query, data: query.data && { report: query.data, notes: [] } }}>
      {({ report }) => (
        <Stack gap="md">
          <Facts
            facts={[
              { label: "Spent", value: formatMoney(report.total, report.currency), detail: describeRange(report.from, report.to) },
              { label: "Expenses", value: formatCount(report.expenses) },
              { label: "Merchants", value: formatCount(report.merchants) },
            ]}
          />
          <Months report={report} />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
            <Categories report={report} />
            <Merchants currency={report.currency} />
          </SimpleGrid>
          <Notes notes={report.notes} />
        </Stack>
      )}
    </Part>
  );
}

function Months({ report }: { report: SummaryReport }) {
  const [category, setCategory] = useState<string | null>(null);
  const points = monthPoints(report, category ?? undefined);
  return (
    <Section
      title="By month"
      aside={
        <Select
          aria-label="Category"
          placeholder="All categories"
          value={category}
          onChange={setCategory}
          data={report.categories.map((c) => c.category)}
          searchable
          clearable
          w={240}
          maw="100%"
        />
      }
    >
      <Figure
        label={`Spending by month${category ? `: ${category}` : ""}`}
        legend="Pale: a month that is not complete. A column opens its rows."
        rows={[...points].reverse()}
        columns={[
          { title: "Month", cell: (p) => formatMonth(p.month) },
          { title: "Spending", cell: (p) => p.words.split(": ").at(-1), number: true },
        ]}
      >
        <MonthChart label="Spending month by month" points={points} currency={report.currency} />
      </Figure>
    </Section>
  );
}

function Categories({ report }: { report: SummaryReport }) {
  const [all, setAll] = useState(false);
  const bars = categoryBars(report);
  return (
    <Section title="By category">
      {bars.length === 0 ? (
        <Text size="sm">Nothing was spent in this time.</Text>
      ) : (
        <Figure
          label="Spending by category"
          rows={report.categories}
          columns={[
            { title: "Category", cell: (c) => c.category },
            { title: "Spending", number: true, cell: (c) => formatMoney(c.total, report.currency) },
            { title: "Share", number: true, cell: (c) => formatPercent(c.share) },
            { title: "Expenses", number: true, cell: (c) => formatCount(c.count) },
            { title: "Median", number: true, cell: (c) => formatMoney(c.median, report.currency) },
          ]}
        >
          <Bars label="Spending by category" bars={all ? bars : bars.slice(0, CATEGORIES)} />
          {bars.length > CATEGORIES && (
            <Button variant="default" mih={44} mt="xs" onClick={() => setAll(!all)}>
              {all ? "Show fewer" : `Show all ${bars.length}`}
            </Button>
          )}
        </Figure>
      )}
    </Section>
  );
}

/** The merchants of the whole ledger, which is what the API adds up. */
function Merchants({ currency }: { currency: string }) {
  const [shown, setShown] = useState(CATEGORIES);
  const found = useTopMerchants();
  const merchants = found.data?.items ?? [];
  return (
    <Section
      title="By merchant"
      aside={
        <Text size="sm" c="dimmed">
          {found.data?.more ? `Of the ${merchants.length} with most expenses` : "Whole ledger"}
        </Text>
      }
    >
      {found.isError ? (
        <Trouble error={found.error} retry={() => found.refetch()} />
      ) : !found.data ? (
        <Loading />
      ) : merchants.length === 0 ? (
        <Text size="sm">There are no merchants yet.</Text>
      ) : (
        <Figure<Merchant>
          label="Spending by merchant"
          rows={merchants.slice(0, shown)}
          columns={[
            { title: "Merchant", sentence: true, cell: (m) => m.merchant || "No description" },
            { title: "Spending", number: true, cell: (m) => formatMoney(m.total, currency) },
            { title: "Expenses", number: true, cell: (m) => formatCount(m.count) },
          ]}
        >
          <Bars label="Spending by merchant" bars={merchantBars(merchants.slice(0, shown), currency)} />
          {merchants.length > shown && (
            <Button variant="default" mih={44} mt="xs" onClick={() => setShown(shown + CATEGORIES)}>
              Show more
            </Button>
          )}
        </Figure>
      )}
    </Section>
  );
}
