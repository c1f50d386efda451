import { Button, CloseButton, Group, NativeSelect, Popover, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconFlag, IconSearch } from "@tabler/icons-react";
import { useState } from "react";

import { useCategories } from "../../api/expenses";
import { useBankAccounts } from "../../api/imports";
import type { EntryKind } from "../../api/types";
import { ENTRY_KIND } from "../../imports";
import { readAmount } from "../../money";
import { narrowing, type Filters } from "./filters";

interface Props {
  filters: Filters;
  onChange: (change: Filters) => void;
  onClear: () => void;
}

/** A category has any name; no category has none. */
const ALL = " all";

/** Search and filters. What is chosen stands in the address. */
export function FilterBar({ filters, onChange, onClear }: Props) {
  const inside = narrowing(filters).filter((name) => name !== "q" && name !== "flagged").length;
  return (
    <Group gap="xs" mb="sm" className="outlay-filters">
      <Search given={filters.q ?? ""} onChange={(q) => onChange({ q })} />
      <Button
        variant={filters.flagged ? "filled" : "default"}
        leftSection={<IconFlag size={16} />}
        aria-pressed={filters.flagged === true}
        onClick={() => onChange({ flagged: filters.flagged ? undefined : true })}
      >
        Irregular
      </Button>
      <Popover position="bottom-end" width="min(340px, calc(100vw - 24px))" shadow="md" trapFocus>
        <Popover.Target>
          <Button variant={inside ? "light" : "default"} leftSection={<IconAdjustmentsHorizontal size={16} />}>
            {inside ? `Filters (${inside})` : "Filters"}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Fields filters={filters} onChange={onChange} />
        </Popover.Dropdown>
      </Popover>
      {narrowing(filters).length > 0 && (
        <Button variant="subtle" onClick={onClear}>
          Clear
        </Button>
      )}
    </Group>
  );
}

function Search({ given, onChange }: { given: string; onChange: (q?: string) => void }) {
  const [text, setText] = useState(given);
  const [{ seen, sent }, setKnown] = useState({ seen: given, sent: given });
  const later = useDebouncedCallback(send, 250);
  // The address follows what is written; where it was changed by something else, what is written follows it.
  if (given !== seen) {
    setKnown({ seen: given, sent });
    if (given !== sent) setText(given);
  }

  function send(q: string) {
    setKnown({ seen, sent: q });
    onChange(q || undefined);
  }

  return (
    <TextInput
      id="search"
      type="search"
      aria-label="Search descriptions"
      placeholder="Search descriptions"
      className="outlay-search"
      leftSection={<IconSearch size={16} />}
      rightSection={
        text && (
          <CloseButton
            size="sm"
            aria-label="Search nothing"
            onClick={() => {
              setText("");
              send("");
            }}
          />
        )
      }
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
      onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
    />
  );
}

function Fields({ filters, onChange }: Omit<Props, "onClear">) {
  const categories = useCategories().data?.items ?? [];
  const accounts = useBankAccounts().data?.items ?? [];
  return (
    <Stack gap="sm">
      <NativeSelect
        label="Category"
        value={filters.category ?? ALL}
        data={[
          { value: ALL, label: "All categories" },
          ...categories.map(({ category }) => ({ value: category, label: category.slice(0, 60) || "Uncategorised" })),
        ]}
        onChange={({ currentTarget: { value } }) => onChange({ category: value === ALL ? undefined : value })}
      />
      <NativeSelect
        label="Kind"
        value={filters.kind ?? ""}
        data={[{ value: "", label: "All kinds" }, ...Object.entries(ENTRY_KIND).map(([value, label]) => ({ value, label }))]}
        onChange={({ currentTarget: { value } }) => onChange({ kind: (value || undefined) as EntryKind | undefined })}
      />
      {accounts.length > 0 && (
        <NativeSelect
          label="Account"
          value={filters.account ?? ""}
          data={[{ value: "", label: "All accounts" }, ...accounts.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={({ currentTarget: { value } }) => onChange({ account: value || undefined })}
        />
      )}
      <SimpleGrid cols={2} spacing="sm">
        <TextInput
          type="date"
          label="From"
          value={filters.from ?? ""}
          max={filters.to}
          onChange={({ currentTarget: { value } }) => onChange({ from: value || undefined })}
        />
        <TextInput
          type="date"
          label="To"
          value={filters.to ?? ""}
          min={filters.from}
          onChange={({ currentTarget: { value } }) => onChange({ to: value || undefined })}
        />
        <Amount label="At least" given={filters.min} onChange={(min) => onChange({ min })} />
        <Amount label="At most" given={filters.max} onChange={(max) => onChange({ max })} />
      </SimpleGrid>
      <NativeSelect
        label="Order"
        value={`${filters.sort ?? "date"} ${filters.order ?? "desc"}`}
        data={[
          { value: "date desc", label: "Newest first" },
          { value: "date asc", label: "Oldest first" },
          { value: "amount desc", label: "Largest first" },
          { value: "amount asc", label: "Smallest first" },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({
            sort: value.startsWith("amount") ? "amount" : undefined,
            order: value.endsWith("asc") ? "asc" : undefined,
          })
        }
      />
    </Stack>
  );
}

function Amount({ label, given, onChange }: { label: string; given?: string; onChange: (amount?: string) => void }) {
  const [text, setText] = useState(given ?? "");
  const wrong = text !== "" && readAmount(text) === undefined;
  function commit() {
    if (!wrong) onChange(readAmount(text));
  }
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={text}
      error={wrong && "Not an amount"}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
