import { useParams } from "wouter";

import { AnalysisView } from "../../views/AnalysisView";

/** One analysis, by its id. */
export default function AnalysisPage() {
  const { id, tab } = useParams<{ id: string; tab?: string }>();
  return <AnalysisView key={id} id={id} tab={tab} />;
}
