import { Autocomplete, NativeSelect, TextInput } from "@mantine/core";
import { useState, type KeyboardEvent } from "react";

import { useCategories } from "../../api/expenses";
import { ApiError, explain } from "../../api/problem";
import type { EntryKind, Expense, ExpensePatch } from "../../api/types";
import { ENTRY_KIND } from "../../imports";
import { compare, readAmount } from "../../money";

export type Field = "date" | "description" | "category" | "kind" | "amount";

interface Props {
  expense: Expense;
  field: Field;
  onSave: (patch: ExpensePatch) => Promise<void>;
  onDone: () => void;
}

const NAME: Record<Field, string> = {
  date: "Date",
  description: "Description",
  category: "Category",
  kind: "Kind",
  amount: "Amount",
};

const KINDS = Object.entries(ENTRY_KIND).map(([value, label]) => ({ value, label }));

/** The change that makes `field` what was written; nothing where it is that already, a message where it cannot be. */
export function patchOf(expense: Expense, field: Field, text: string): ExpensePatch | undefined | string {
  if (field === "amount") {
    const amount = readAmount(text);
    if (amount === undefined) return "Not an amount";
    return compare(amount, expense.amount) === 0 ? undefined : { amount };
  }
  if (field === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(text)) return "Not a day";
  const value = text.trim();
  return value === expense[field] ? undefined : ({ [field]: value } as ExpensePatch);
}

/** One cell while it is written in: Enter or leaving it saves, Escape leaves it as it was. */
export function EditCell({ expense, field, onSave, onDone }: Props) {
  const [text, setText] = useState<string>(expense[field]);
  const [problem, setProblem] = useState<string>();
  const categories = useCategories().data?.items.flatMap(({ category }) => category || []) ?? [];

  function save(value = text) {
    const patch = patchOf(expense, field, value);
    if (typeof patch === "string") return setProblem(patch);
    if (!patch) return onDone();
    // The row shows the change at once; what the server refuses comes back with its reason.
    onSave(patch).then(onDone, (error) => setProblem((error instanceof ApiError && error.field(field)) || explain(error)));
  }

  function key(event: KeyboardEvent) {
    event.stopPropagation();
    if (event.key === "Escape") onDone();
    if (event.key === "Enter" && field !== "category") save();
  }

  const shared = {
    size: "xs",
    "aria-label": NAME[field],
    autoFocus: true,
    error: problem,
    onKeyDown: key,
    className: "outlay-edit",
  } as const;
  if (field === "kind") {
    return (
      <NativeSelect
        {...shared}
        data={KINDS}
        value={text}
        onBlur={onDone}
        onChange={(event) => {
          setText(event.currentTarget.value as EntryKind);
          save(event.currentTarget.value);
        }}
      />
    );
  }
  if (field === "category") {
    return (
      <Autocomplete
        {...shared}
        data={categories}
        value={text}
        maxLength={100}
        limit={12}
        comboboxProps={{ width: 220, position: "bottom-start" }}
        selectFirstOptionOnChange={false}
        onChange={setText}
        onOptionSubmit={save}
        onBlur={() => save()}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={(event) => {
          key(event);
          // Enter on a suggestion is the list's own.
          if (event.key === "Enter" && !event.currentTarget.getAttribute("aria-activedescendant")) save();
        }}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      type={field === "date" ? "date" : "text"}
      inputMode={field === "amount" ? "decimal" : undefined}
      maxLength={field === "description" ? 500 : undefined}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onFocus={(event) => field !== "date" && event.currentTarget.select()}
      onBlur={() => save()}
    />
  );
}
