import { Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";

import { isPending } from "../api/analyses";
import type { Analysis } from "../api/types";
import { PageHead } from "../components/PageHead";
import { Trouble } from "../components/Trouble";
import { Ended } from "./Ended";
import { Freshness } from "./Freshness";
import { NoReport } from "./NoReport";
import { ProgressPanel } from "./ProgressPanel";
import { useReport } from "./useReport";

interface Props {
  title: string;
  children: (analysis: Analysis) => ReactNode;
  /** Beside the title. */
  aside?: ReactNode;
}

/** A page about the newest finished analysis, or the one that the address names. */
export function ReportPage({ title, aside, children }: Props) {
  const report = useReport();
  const { analysis } = report;
  return (
    <>
      <PageHead title={title}>{aside}</PageHead>
      {analysis ? (
        <Stack gap="md">
          <Freshness report={report} analysis={analysis} />
          {isPending(analysis) && <ProgressPanel analysis={analysis} />}
          <Ended analysis={analysis} />
          {children(analysis)}
        </Stack>
      ) : report.loading ? (
        <Loading />
      ) : report.error ? (
        <Trouble error={report.error} retry={report.retry} />
      ) : (
        <NoReport report={report} />
      )}
    </>
  );
}

export function Loading() {
  return (
    <Stack gap="sm" aria-busy="true" aria-label="Loading" role="group">
      <Skeleton h={24} maw={360} />
      <Skeleton h={140} />
      <Skeleton h={140} />
    </Stack>
  );
}
