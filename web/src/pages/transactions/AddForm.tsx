import { Autocomplete, Button, Group, NativeSelect, Paper, TextInput } from "@mantine/core";
import { useRef, useState, type FormEvent } from "react";

import { useAddExpense, useCategories, useDeleteExpenses } from "../../api/expenses";
import { ApiError } from "../../api/problem";
import type { EntryKind } from "../../api/types";
import { Trouble } from "../../components/Trouble";
import { today } from "../../dates";
import { formatMoney } from "../../format";
import { ENTRY_KIND } from "../../imports";
import { readAmount } from "../../money";
import { tell } from "../../notify";

const FIELDS = ["date", "amount", "category", "description", "kind"];

/** Adds by hand, one after the other: Enter enters one and begins the next, Escape ends it. */
export function AddForm({ currency, onClose }: { currency: string; onClose: () => void }) {
  const [date, setDate] = useState(() => today());
  const [description, setDescription] = useState("");
  const [category, setCategory] = useState("");
  const [amount, setAmount] = useState("");
  const [kind, setKind] = useState<EntryKind>("expense");
  const [wrong, setWrong] = useState<string>();
  const first = useRef<HTMLInputElement>(null);
  const add = useAddExpense();
  const remove = useDeleteExpenses();
  const categories = useCategories().data?.items.flatMap((c) => c.category || []) ?? [];
  const refused = add.error instanceof ApiError ? add.error : undefined;

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = readAmount(amount);
    setWrong(read === undefined ? "Not an amount" : undefined);
    if (read === undefined) return;
    // Money that comes in is negative, whichever way it was written.
    const signed = (kind === "income" || kind === "refund") && !read.startsWith("-") ? `-${read}` : read;
    add.mutate(
      { date, description: description.trim(), category: category.trim(), amount: signed, kind },
      {
        onSuccess: (entered) => {
          tell(`${entered.description || "An entry"} of ${formatMoney(entered.amount, currency)} added.`, {
            undo: () => remove.mutateAsync([entered]),
          });
          setDescription("");
          setAmount("");
          first.current?.focus();
        },
      },
    );
  }

  return (
    <Paper
      component="form"
      withBorder
      p="sm"
      mb="sm"
      bg="var(--outlay-surface)"
      aria-label="Add a transaction"
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      {add.isError && !refused?.isAbout(FIELDS) && <Trouble error={add.error} title="It was not added" />}
      <div className="outlay-add">
        <TextInput
          ref={first}
          label="Description"
          autoFocus
          maxLength={500}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
          error={refused?.field("description")}
        />
        <TextInput
          label="Amount"
          inputMode="decimal"
          required
          withAsterisk={false}
          value={amount}
          onChange={(event) => setAmount(event.currentTarget.value)}
          error={wrong ?? refused?.field("amount")}
        />
        <Autocomplete
          label="Category"
          data={categories}
          maxLength={100}
          limit={8}
          value={category}
          onChange={setCategory}
          error={refused?.field("category")}
        />
        <TextInput
          type="date"
          label="Date"
          required
          withAsterisk={false}
          value={date}
          onChange={(event) => setDate(event.currentTarget.value)}
          error={refused?.field("date")}
        />
        <NativeSelect
          label="Kind"
          data={Object.entries(ENTRY_KIND).map(([value, label]) => ({ value, label }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as EntryKind)}
          error={refused?.field("kind")}
        />
        <Group gap="xs" wrap="nowrap" className="outlay-add-buttons">
          <Button type="submit" loading={add.isPending}>
            Add
          </Button>
          <Button variant="subtle" onClick={onClose}>
            Close
          </Button>
        </Group>
      </div>
    </Paper>
  );
}
