import { Latest } from "../../components/Latest";
import { PageHead } from "../../components/PageHead";
import { ForecastTab } from "../../views/result/ForecastTab";

export default function ForecastPage() {
  return (
    <>
      <PageHead title="Forecast" />
      <Latest>{(analysis) => <ForecastTab analysis={analysis} currency={analysis.parameters.currency} />}</Latest>
    </>
  );
}
