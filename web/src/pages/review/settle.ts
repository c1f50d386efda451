import { negated } from "../../amounts";
import { api, body } from "../../api/client";
import type { Expense, ExpenseInput, ExpensePatch, Finding, Verdict } from "../../api/types";
import { formatMoney } from "../../format";

/** The step that puts the ledger right, where a finding calls for one: what it does and how it is undone. */

export interface Settlement {
  /** On the button. */
  label: string;
  /** Afterwards. */
  done: string;
  remove: string[];
  change?: { id: string; patch: ExpensePatch };
  /** What is said of the finding with it, so that it is settled in every list. */
  verdict: Verdict;
}

const DOUBLES = ["duplicate", "entered_twice", "near_duplicate"];

/** Kinds where one large payment may be the owner's own money on its way to another account: such sums are round. */
const MAY_BE_TRANSFER = ["spike", "new_merchant", "unusual"];
const ROUND = 50;

/** The step for `finding`, if the ledger can be put right in one. */
export function settlementOf(finding: Finding, currency: string): Settlement | undefined {
  const { kind, expense_ids: ids, reasons, amount } = finding;
  const value = (name: string) => reasons.map(({ values }) => values[name]).find((v) => v !== undefined);
  const [only] = ids;
  if (DOUBLES.includes(kind)) {
    const doubles = ids.slice(1);
    if (doubles.length === 0) return undefined;
    return {
      label: doubles.length === 1 ? "Delete the double" : `Delete ${doubles.length} doubles`,
      done: doubles.length === 1 ? "The double was deleted" : `${doubles.length} doubles were deleted`,
      remove: doubles,
      verdict: "confirmed",
    };
  }
  if (!only || ids.length > 1) return undefined;
  const change = (label: string, done: string, patch: ExpensePatch, verdict: Verdict = "confirmed"): Settlement => ({
    label,
    done,
    remove: [],
    change: { id: only, patch },
    verdict,
  });
  const probably = value("probably");
  if (kind === "decimal_slip" && probably) {
    const money = formatMoney(probably, currency);
    return change(`Correct to ${money}`, `Corrected to ${money}`, { amount: probably });
  }
  if (kind === "sign") {
    const other = negated(amount);
    return change(`Correct to ${formatMoney(other, currency)}`, "The sign was corrected", { amount: other });
  }
  const category = value("usual_category");
  if (kind === "wrong_category" && category) {
    return change(`File under ${category}`, `Filed under ${category}`, { category });
  }
  if (MAY_BE_TRANSFER.includes(kind) && Number(amount) % ROUND === 0) {
    return change("Mark as transfer", "Marked as transfer", { kind: "transfer" }, "one_off");
  }
  return undefined;
}

/** What a deleted expense is entered as again; its import is no longer known. */
export function asInput({ date, amount, kind, category, description, merchant, note, account_id }: Expense): ExpenseInput {
  return { date, amount, kind, category, description, merchant, note, account_id };
}

/** What `patch` changes, as it was in `expense`. */
export function asItWas(expense: Expense, patch: ExpensePatch): ExpensePatch {
  const names = Object.keys(patch) as (keyof ExpensePatch & keyof Expense)[];
  return Object.fromEntries(names.map((name) => [name, expense[name]]));
}

const read = (id: string) => body(api.GET("/expenses/{id}", { params: { path: { id } } }));

/** Does it; the answer undoes it. */
export async function carryOut({ remove, change }: Settlement): Promise<() => Promise<unknown>> {
  if (change) {
    const path = { id: change.id };
    const before = await read(change.id);
    await body(api.PATCH("/expenses/{id}", { params: { path }, body: change.patch }));
    return () => body(api.PATCH("/expenses/{id}", { params: { path }, body: asItWas(before, change.patch) }));
  }
  const before = await Promise.all(remove.map(read));
  await body(api.DELETE("/expenses/bulk", { body: { ids: remove } }));
  return () => body(api.POST("/expenses/bulk", { body: { expenses: before.map(asInput) } }));
}
