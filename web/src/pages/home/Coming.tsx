import { Anchor, Group, Skeleton, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

import { useRecurring } from "../../api/results";
import type { Analysis } from "../../api/types";
import { Section } from "../../components/Section";
import { shiftDay } from "../../dates";
import { formatDay, formatMoney } from "../../format";
import { sum } from "../../money";
import { dueBetween } from "../recurring/calendar";

const DAYS = 14;
const SHOWN = 6;

/** Charges that are expected in the next two weeks. */
export function Coming({ analysis, from }: { analysis?: Analysis; from: string }) {
  return (
    <Section
      title={`Coming in ${DAYS} days`}
      aside={
        <Anchor component={Link} href="/recurring" size="sm">
          Recurring
        </Anchor>
      }
    >
      {analysis ? <Due analysis={analysis} from={from} /> : <Text size="sm">Known once the transactions are analysed.</Text>}
    </Section>
  );
}

function Due({ analysis, from }: { analysis: Analysis; from: string }) {
  const recurring = useRecurring(analysis);
  const { currency } = analysis.parameters;
  if (!recurring.data) return <Skeleton h={150} />;
  const due = dueBetween(recurring.data.series, from, shiftDay(from, DAYS)).filter(({ series }) => series.kind === "expense");
  if (due.length === 0) return <Text size="sm">No recurring charge is expected.</Text>;
  return (
    <>
      <Text mb="xs">{formatMoney(sum(due.map(({ series }) => series.amount)), currency)} together</Text>
      <Stack component="ul" gap={0} className="outlay-plain">
        {due.slice(0, SHOWN).map(({ date, series }) => (
          <Group component="li" key={`${date} ${series.merchant}`} justify="space-between" wrap="nowrap" gap="sm" className="outlay-item">
            <Text size="sm" truncate>
              <Text span c="dimmed" size="sm">
                {formatDay(date)}
              </Text>{" "}
              {series.name}
            </Text>
            <Text size="sm" fw={600} className="outlay-nobreak">
              {series.varies && "about "}
              {formatMoney(series.amount, currency)}
            </Text>
          </Group>
        ))}
      </Stack>
      {due.length > SHOWN && (
        <Anchor component={Link} href="/recurring" size="sm">
          {due.length - SHOWN} more
        </Anchor>
      )}
    </>
  );
}
