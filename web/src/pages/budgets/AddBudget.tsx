import { Autocomplete, Button, Group, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";

import { useCategories } from "../../api/expenses";
import { ApiError, explain } from "../../api/problem";
import { readAmount } from "../../money";

interface Props {
  onAdd: (category: string, amount: string) => Promise<void>;
}

/** A budget for any category, also one that has no expense yet. */
export function AddBudget({ onAdd }: Props) {
  const [category, setCategory] = useState("");
  const [amount, setAmount] = useState("");
  const [problems, setProblems] = useState<Record<string, string | undefined>>({});
  const categories = useCategories().data?.items.flatMap((c) => (c.budget === undefined && c.category) || []) ?? [];

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = readAmount(amount);
    const name = category.trim();
    if (read === undefined || name === "") {
      setProblems({ category: name === "" ? "Which one?" : undefined, amount: read === undefined ? "Not an amount" : undefined });
      return;
    }
    setProblems({});
    onAdd(name, read).then(
      () => {
        setCategory("");
        setAmount("");
      },
      (error) =>
        setProblems(
          error instanceof ApiError && error.isAbout(["category", "amount"])
            ? { category: error.field("category"), amount: error.field("amount") }
            : { category: explain(error) },
        ),
    );
  }

  return (
    <Stack component="form" onSubmit={submit} gap="xs" aria-label="Add a budget">
      <Group gap="xs" align="flex-start">
        <Autocomplete label="Category" data={categories} limit={10} maxLength={100} value={category} onChange={setCategory} error={problems.category} />
        <TextInput label="A month" inputMode="decimal" w={120} value={amount} onChange={(event) => setAmount(event.currentTarget.value)} error={problems.amount} />
        <Button type="submit" mt={24}>
          Set budget
        </Button>
      </Group>
    </Stack>
  );
}
