import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";

import { ApiError, explain } from "../../api/problem";
import { formatMoney } from "../../format";
import { readAmount } from "../../money";
import type { Line } from "./plan";

interface Props {
  line: Line;
  currency: string;
  onChange: (amount: string | null) => Promise<void>;
}

/** The budget of a category: written where it stands; emptied it is taken away. */
export function AmountCell({ line, currency, onChange }: Props) {
  const [text, setText] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const { category, budget, suggested } = line;

  function save() {
    if (text === undefined) return;
    const amount = text.trim() === "" ? null : readAmount(text);
    if (amount === undefined || amount?.startsWith("-")) return setProblem("Not an amount");
    const same = amount === null ? budget === undefined : budget !== undefined && Number(amount) === Number(budget);
    if (same) return close();
    onChange(amount).then(close, (error) => setProblem((error instanceof ApiError && error.field("amount")) || explain(error)));
  }

  function close() {
    setText(undefined);
    setProblem(undefined);
  }

  if (text !== undefined) {
    return (
      <TextInput
        size="xs"
        w={110}
        autoFocus
        inputMode="decimal"
        aria-label={`Budget of ${category}`}
        value={text}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === "Enter") save();
          if (event.key === "Escape") close();
        }}
      />
    );
  }
  if (budget !== undefined) {
    return (
      <UnstyledButton className="outlay-budget" aria-label={`Change the budget of ${category}, ${formatMoney(budget, currency)}`} onClick={() => setText(budget)}>
        {formatMoney(budget, currency)}
      </UnstyledButton>
    );
  }
  return (
    <Button size="compact-sm" variant="subtle" aria-label={`Set a budget for ${category}`} onClick={() => setText(suggested ?? "")}>
      {suggested ? `Set ${formatMoney(suggested, currency)}?` : "Set"}
    </Button>
  );
}
