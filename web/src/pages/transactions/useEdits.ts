import { inverse, useDeleteExpenses, usePatchExpense, usePatchMany, useRestoreExpenses } from "../../api/expenses";
import { explain } from "../../api/problem";
import type { Expense, ExpensePatch } from "../../api/types";
import { plural } from "../../format";
import { tell } from "../../notify";

/** More at once would take longer than a person waits, and than the server's rate limit allows. */
export const MOST = 500;

/** Changes to the ledger that are seen at once and can be taken back. */
export function useEdits() {
  const one = usePatchExpense();
  const many = usePatchMany();
  const remove = useDeleteExpenses();
  const restore = useRestoreExpenses();

  function edit(seen: Expense, patch: ExpensePatch): Promise<void> {
    const before = inverse(seen, patch);
    return one.mutateAsync({ seen, patch }).then((now) =>
      tell(`${seen.description || "The entry"}: ${Object.keys(patch).map(fieldName).join(" and ")} changed.`, {
        undo: () => one.mutateAsync({ seen: now, patch: before }),
      }),
    );
  }

  async function editMany(expenses: Expense[], patch: ExpensePatch): Promise<void> {
    const some = expenses.slice(0, MOST);
    const { done, failed } = await many.mutateAsync(some.map((seen) => ({ seen, patch })));
    const before = new Map(some.map((seen) => [seen.id, inverse(seen, patch)]));
    const undo = () => many.mutateAsync(done.map((seen) => ({ seen, patch: before.get(seen.id) ?? {} }))).then(orThrow);
    const changed = `${plural(done.length, "transaction")} changed.`;
    if (failed === undefined) tell(changed, { undo });
    else tell(`${changed} The others stay as they were: ${explain(failed)}`, { undo: done.length > 0 ? undo : undefined, bad: true });
  }

  async function removeAll(expenses: Expense[]): Promise<void> {
    try {
      await remove.mutateAsync(expenses);
      tell(`${plural(expenses.length, "transaction")} deleted.`, { undo: () => restore.mutateAsync(expenses) });
    } catch (error) {
      tell(`Nothing was deleted. ${explain(error)}`, { bad: true });
    }
  }

  return { edit, editMany, removeAll, busy: many.isPending || remove.isPending || restore.isPending };
}

function orThrow({ failed }: { failed: unknown }): void {
  if (failed !== undefined) throw failed;
}

const fieldName = (field: string) => (field === "account_id" ? "account" : field);
