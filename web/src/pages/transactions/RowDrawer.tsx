import { Anchor, Autocomplete, Button, Drawer, Group, NativeSelect, Paper, Skeleton, Stack, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconTrash } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { Link } from "wouter";

import { useLatestAnalysis } from "../../api/analyses";
import { useCategories, useExpense } from "../../api/expenses";
import { useBankAccounts, useImportPreview } from "../../api/imports";
import { ApiError, explain } from "../../api/problem";
import { useAnomalies } from "../../api/results";
import type { Analysis, Expense, ExpensePatch } from "../../api/types";
import { Trouble } from "../../components/Trouble";
import { formatDay, formatMoney, formatTime } from "../../format";
import { ENTRY_KIND } from "../../imports";
import { Always } from "./Always";
import { patchOf, type Field } from "./EditCell";
import { listing } from "./filters";
import { MerchantPicture } from "./MerchantPicture";

interface Props {
  id?: string;
  /** The row where it is among those listed. */
  listed?: Expense;
  currency: string;
  onClose: () => void;
  onEdit: (expense: Expense, patch: ExpensePatch) => Promise<void>;
  onDelete: (expense: Expense) => void;
}

/** Everything about one entry: its fields, what is irregular about it, its place's history, where it came from. */
export function RowDrawer({ id, listed, currency, onClose, onEdit, onDelete }: Props) {
  const narrow = useMediaQuery("(max-width: 48em)");
  const one = useExpense(listed ? undefined : id);
  const expense = listed ?? one.data;
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position={narrow ? "bottom" : "right"}
      size={narrow ? "88%" : "md"}
      title={
        <Text fw={650} lineClamp={2} style={{ overflowWrap: "anywhere" }}>
          {expense?.description || "Transaction"}
        </Text>
      }
      closeButtonProps={{ "aria-label": "Close" }}
      overlayProps={{ backgroundOpacity: 0.25 }}
    >
      {expense ? (
        <Stack gap="lg">
          <Fields key={`${expense.id} ${expense.updated_at}`} expense={expense} onEdit={onEdit} />
          <Findings expense={expense} currency={currency} />
          <Part title="At this place">
            <MerchantPicture expense={expense} currency={currency} />
          </Part>
          <Part title="Always">
            <Always key={expense.updated_at} expense={expense} />
            {expense.category === "" && (
              <Text size="sm" c="dimmed">
                Give it a category to file everything like it the same way.
              </Text>
            )}
          </Part>
          <Part title="Where it came from">
            <Origin expense={expense} />
          </Part>
          <Group>
            <Button variant="light" color="red" leftSection={<IconTrash size={16} />} onClick={() => onDelete(expense)}>
              Delete
            </Button>
          </Group>
        </Stack>
      ) : one.isError ? (
        <Trouble error={one.error} title="It is not there" />
      ) : (
        <Skeleton h={240} />
      )}
    </Drawer>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} size="h6" mb={4}>
        {title}
      </Title>
      {children}
    </section>
  );
}

/** The fields; each is saved when it is left. */
function Fields({ expense, onEdit }: { expense: Expense; onEdit: Props["onEdit"] }) {
  const [problems, setProblems] = useState<Record<string, string>>({});
  const categories = useCategories().data?.items.flatMap(({ category }) => category || []) ?? [];

  function save(name: Field | "merchant" | "note", text: string) {
    const free = name === "merchant" || name === "note";
    const before = free ? (expense[name] ?? "") : "";
    const patch = free ? (text.trim() === before ? undefined : { [name]: text.trim() }) : patchOf(expense, name, text);
    if (typeof patch === "string") return setProblems({ [name]: patch });
    setProblems({});
    if (!patch) return;
    onEdit(expense, patch).catch((error) =>
      setProblems({ [name]: (error instanceof ApiError && error.field(name)) || explain(error) }),
    );
  }

  const field = (name: Field | "merchant" | "note", label: string) => ({
    label,
    defaultValue: expense[name] ?? "",
    error: problems[name],
    onBlur: (event: { currentTarget: { value: string } }) => save(name, event.currentTarget.value),
  });
  const enter = (event: React.KeyboardEvent<HTMLInputElement>) => event.key === "Enter" && event.currentTarget.blur();

  return (
    <Stack gap="xs">
      <TextInput {...field("description", "Description")} maxLength={500} onKeyDown={enter} />
      <Group gap="xs" grow align="flex-start">
        <TextInput {...field("amount", "Amount")} inputMode="decimal" onKeyDown={enter} />
        <TextInput {...field("date", "Date")} type="date" onKeyDown={enter} />
      </Group>
      <Group gap="xs" grow align="flex-start">
        <Autocomplete
          {...field("category", "Category")}
          data={categories}
          limit={12}
          maxLength={100}
          onOptionSubmit={(value) => save("category", value)}
        />
        <NativeSelect
          label="Kind"
          data={Object.entries(ENTRY_KIND).map(([value, label]) => ({ value, label }))}
          defaultValue={expense.kind}
          error={problems.kind}
          onChange={(event) => save("kind", event.currentTarget.value)}
        />
      </Group>
      <TextInput {...field("merchant", "Merchant")} maxLength={100} placeholder="As the description says" onKeyDown={enter} />
      <Textarea {...field("note", "Note")} maxLength={500} autosize minRows={1} />
    </Stack>
  );
}

/** What the latest analysis found that concerns it, in the sentence of the finding. */
function Findings({ expense, currency }: { expense: Expense; currency: string }) {
  const { latest } = useLatestAnalysis();
  const { anomaly } = expense;
  if (!anomaly?.flagged || !latest) return null;
  return <Concerning analysis={latest} expense={expense} currency={currency} />;
}

function Concerning({ analysis, expense, currency }: { analysis: Analysis; expense: Expense; currency: string }) {
  const found = useAnomalies(analysis, { flagged: true });
  const { hasNextPage, isFetching, fetchNextPage } = found;
  const concerning = found.data?.pages.flatMap(({ findings }) => findings.filter((f) => f.expense_ids.includes(expense.id))) ?? [];
  // Findings come in pages; the one that is looked for is on one of them.
  if (concerning.length === 0 && hasNextPage && !isFetching) void fetchNextPage();
  if (concerning.length === 0) {
    return expense.anomaly?.reason ? <Text size="sm">{expense.anomaly.reason}</Text> : null;
  }
  return (
    <Stack gap="xs">
      {concerning.map((finding) => (
        <Paper key={finding.id} withBorder px="sm" py="xs" className="outlay-note" bg="var(--outlay-surface)">
          <Text size="sm" fw={600}>
            {finding.title}
          </Text>
          {finding.reasons.slice(1, 3).map((reason) => (
            <Text size="sm" key={reason.code}>
              {reason.text}
            </Text>
          ))}
          <Text size="sm" mt={4}>
            {formatMoney(finding.impact, currency)} at stake.{" "}
            <Anchor component={Link} href="/review" size="sm" underline="always">
              Review it
            </Anchor>
          </Text>
        </Paper>
      ))}
    </Stack>
  );
}

function Origin({ expense }: { expense: Expense }) {
  const accounts = useBankAccounts().data?.items ?? [];
  const account = accounts.find(({ id }) => id === expense.account_id);
  return (
    <Stack gap={2}>
      {expense.import_id ? (
        <FromFile id={expense.import_id} at={expense.created_at} />
      ) : (
        <Text size="sm">Entered {formatTime(expense.created_at)}, not from a file.</Text>
      )}
      {account && <Text size="sm">Account: {account.name}</Text>}
      {expense.value_date && <Text size="sm">Counted by the bank on {formatDay(expense.value_date)}</Text>}
      {expense.original && <Text size="sm">Paid as {formatMoney(expense.original.amount, expense.original.currency)}</Text>}
      {expense.updated_at !== expense.created_at && (
        <Text size="sm" c="dimmed">
          Last changed {formatTime(expense.updated_at)}
        </Text>
      )}
    </Stack>
  );
}

function FromFile({ id, at }: { id: string; at: string }) {
  const file = useImportPreview(id).data;
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
      From {file?.file_name ?? "a file"}, {formatTime(at)}.{" "}
      <Anchor component={Link} href={listing({ import: id })} size="sm" underline="always">
        All of that file
      </Anchor>
    </Text>
  );
}
