import { PageHead } from "../../components/PageHead";

export default function BudgetsPage() {
  return <PageHead title="Budgets" />;
}
