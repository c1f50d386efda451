import { Latest } from "../../components/Latest";
import { PageHead } from "../../components/PageHead";
import { RecurringTab } from "../../views/result/RecurringTab";

export default function RecurringPage() {
  return (
    <>
      <PageHead title="Recurring" />
      <Latest>{(analysis) => <RecurringTab analysis={analysis} currency={analysis.parameters.currency} />}</Latest>
    </>
  );
}
