import { ActionIcon, Badge, Checkbox, Text, Tooltip } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { memo, useState, type MouseEvent } from "react";

import type { Expense, ExpensePatch } from "../../api/types";
import { formatDay, formatMoney } from "../../format";
import { ENTRY_KIND } from "../../imports";
import { EditCell, type Field } from "./EditCell";

interface Props {
  expense: Expense;
  currency: string;
  index: number;
  chosen: boolean;
  active: boolean;
  /** On a phone a row is opened, not written in. */
  narrow: boolean;
  onChoose: (id: string, shift: boolean) => void;
  onOpen: (id: string) => void;
  onEdit: (expense: Expense, patch: ExpensePatch) => Promise<void>;
}

/** One entry: a line of a wide table, a card on a phone. */
export const Row = memo(function Row({ expense, currency, index, chosen, active, narrow, onChoose, onOpen, onEdit }: Props) {
  const [editing, setEditing] = useState<Field>();
  const { id, description, category, kind, anomaly, pending } = expense;
  const reason = anomaly?.flagged ? anomaly.reason : "";

  function cell(field: Field, shown: React.ReactNode, told: string) {
    if (editing === field) {
      return <EditCell expense={expense} field={field} onSave={(patch) => onEdit(expense, patch)} onDone={() => setEditing(undefined)} />;
    }
    if (narrow) return shown;
    return (
      <button type="button" className="outlay-cell" aria-label={told} onClick={() => setEditing(field)}>
        {shown}
      </button>
    );
  }

  const name = description || "No description";
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className="outlay-entry"
      data-flagged={anomaly?.flagged || undefined}
      data-active={active || undefined}
      data-chosen={chosen || undefined}
      onClick={narrow ? () => onOpen(id) : undefined}
    >
      <div role="cell" className="outlay-choose" onClick={(event) => event.stopPropagation()}>
        <Checkbox
          size="xs"
          aria-label={`Choose ${name}`}
          checked={chosen}
          onChange={() => undefined}
          onClick={(event: MouseEvent) => onChoose(id, event.shiftKey)}
        />
      </div>
      <div role="cell" className="outlay-date">
        {cell("date", formatDay(expense.date), `Change the date ${formatDay(expense.date)}`)}
      </div>
      <div role="cell" className="outlay-name">
        {cell(
          "description",
          <span className="outlay-line" title={description}>
            {name}
          </span>,
          `Change the description ${name.slice(0, 80)}`,
        )}
        {reason && (
          <Text size="xs" className="outlay-reason" title={reason}>
            {reason}
          </Text>
        )}
      </div>
      <div role="cell" className="outlay-category">
        {cell(
          "category",
          <span className="outlay-line" data-none={category === "" || undefined}>
            {category || "Uncategorised"}
          </span>,
          `Change the category ${category || "Uncategorised"}`,
        )}
      </div>
      <div role="cell" className="outlay-kind">
        {cell(
          "kind",
          kind === "expense" && !pending ? (
            <span className="outlay-quiet">Expense</span>
          ) : (
            <Badge size="sm" color={pending ? "yellow" : kind === "transfer" ? "gray" : "green"}>
              {pending ? "Pending" : ENTRY_KIND[kind]}
            </Badge>
          ),
          `Change the kind ${ENTRY_KIND[kind]}`,
        )}
      </div>
      <div role="cell" className="outlay-amount">
        {cell("amount", formatMoney(expense.amount, currency), `Change the amount ${formatMoney(expense.amount, currency)}`)}
      </div>
      <div role="cell" className="outlay-more">
        <Tooltip label="Open" events={{ hover: true, focus: false, touch: false }}>
          <ActionIcon variant="subtle" color="gray" aria-label={`Open ${name.slice(0, 80)}`} onClick={() => onOpen(id)}>
            <IconChevronRight size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
});
