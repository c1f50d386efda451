import { Latest } from "../../components/Latest";
import { PageHead } from "../../components/PageHead";
import { FindingsTab } from "../../views/result/FindingsTab";

export default function ReviewPage() {
  return (
    <>
      <PageHead title="Review" />
      <Latest>{(analysis) => <FindingsTab analysis={analysis} currency={analysis.parameters.currency} />}</Latest>
    </>
  );
}
