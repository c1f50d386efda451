import { Redirect, useParams } from "wouter";

import { ANALYSIS } from "../../report/useReport";

/** One analysis by its id: the reports show it. */
export default function AnalysisPage() {
  const { id } = useParams<{ id: string }>();
  return <Redirect to={`/reports?${ANALYSIS}=${id}`} replace />;
}
