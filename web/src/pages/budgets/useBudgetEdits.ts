import { useSetBudget } from "../../api/budgets";
import { explain } from "../../api/problem";
import { formatMoney, plural } from "../../format";
import { tell } from "../../notify";
import type { Line } from "./plan";

/** Budgets are set where they stand, and what was before can be had back. */
export function useBudgetEdits(currency: string) {
  const set = useSetBudget();

  async function change(category: string, amount: string | null, before?: string): Promise<void> {
    await set.mutateAsync({ category, amount });
    tell(amount === null ? `${category} has no budget any more.` : `${category}: ${formatMoney(amount, currency)} a month.`, {
      undo: () => set.mutateAsync({ category, amount: before ?? null }),
    });
  }

  async function takeSuggested(lines: Line[]): Promise<void> {
    const done: string[] = [];
    try {
      for (const { category, suggested } of lines) {
        await set.mutateAsync({ category, amount: suggested ?? null });
        done.push(category);
      }
    } catch (error) {
      tell(explain(error), { bad: true });
    }
    tell(`${plural(done.length, "budget")} set.`, {
      undo: async () => {
        for (const category of done) await set.mutateAsync({ category, amount: null });
      },
    });
  }

  return { change, takeSuggested, busy: set.isPending };
}
