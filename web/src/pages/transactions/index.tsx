import { useUser } from "../../api/session";
import { ExpensesPanel } from "../../views/ExpensesPanel";

export default function TransactionsPage() {
  return <ExpensesPanel user={useUser()} />;
}
