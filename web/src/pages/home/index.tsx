import "./home.css";

import { SimpleGrid, Skeleton, Stack } from "@mantine/core";

import { useLatestAnalysis } from "../../api/analyses";
import { useHoldings } from "../../api/expenses";
import { PageHead } from "../../components/PageHead";
import { Trouble } from "../../components/Trouble";
import { monthOf, today } from "../../dates";
import { BudgetsLeft } from "./BudgetsLeft";
import { Coming } from "./Coming";
import { FirstRun } from "./FirstRun";
import { Freshness } from "./Freshness";
import { Habits } from "./Habits";
import { Pace } from "./Pace";
import { SampleNotice } from "./SampleNotice";
import { ToReview } from "./ToReview";

/** Where one stands: this month, what is left, what to look at, what is coming. */
export default function HomePage() {
  const holdings = useHoldings();
  const { latest } = useLatestAnalysis();
  if (holdings.isPending) return <Skeleton h={240} aria-label="Loading" />;
  if (!holdings.data) return <Trouble error={holdings.error} retry={() => holdings.refetch()} />;
  const { count, last } = holdings.data;
  if (count === 0 || !last) return <FirstRun />;
  // Somebody who brings a file of last spring is shown last spring.
  const now = today();
  const day = last < now ? (monthOf(last) === monthOf(now) ? now : last) : now;
  return (
    <>
      <PageHead title="Home" says={<Freshness />} />
      <Stack gap="md">
        <SampleNotice />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" className="outlay-home">
          <Pace day={day} analysis={latest} />
          <ToReview analysis={latest} />
          <BudgetsLeft month={monthOf(day)} />
          <Coming analysis={latest} from={now} />
        </SimpleGrid>
        <Habits analysis={latest} month={monthOf(day)} />
      </Stack>
    </>
  );
}
