import "./transactions.css";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useCallbackRef } from "@mantine/hooks";
import { IconDownload, IconFileImport, IconPlus } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { Link } from "wouter";

import { download } from "../../api/client";
import { useExpenses, useHistory } from "../../api/expenses";
import { explain } from "../../api/problem";
import { useUser } from "../../api/session";
import type { Expense } from "../../api/types";
import { PageHead } from "../../components/PageHead";
import { Trouble } from "../../components/Trouble";
import { useKeys } from "../../keys";
import { choose, withMonths, type Line } from "../../ledger";
import { tell } from "../../notify";
import { AddForm } from "./AddForm";
import { BulkBar } from "./BulkBar";
import { narrowing, onlyDaysAndCategory, toQuery, type Filters } from "./filters";
import { FilterBar } from "./FilterBar";
import { Ledger } from "./Ledger";
import { RowDrawer } from "./RowDrawer";
import { useEdits } from "./useEdits";
import { useFilters } from "./useFilters";

const NONE: Expense[] = [];

/** The ledger: every entry, found, corrected, added and taken out. */
export default function TransactionsPage() {
  const { currency } = useUser();
  const { filters, open, adding, set, clear, show, add } = useFilters();
  const list = useExpenses(useMemo(() => toQuery(filters), [filters]));
  const { from, to, category } = filters;
  const history = useHistory({ from, to, category });
  const edits = useEdits();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string>();
  const lastChosen = useRef<string>(undefined);

  const expenses = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? NONE, [list.data]);
  const more = list.hasNextPage;
  const months = onlyDaysAndCategory(filters) ? history.data?.months : undefined;
  const lines = useMemo((): Line[] => {
    if (filters.sort === "amount") return expenses.map((expense, index) => ({ type: "row", expense, index }));
    return withMonths(expenses, more, months);
  }, [expenses, more, months, filters.sort]);

  // Rows are drawn again only when they change: what they are given stays the same function.
  const onChoose = useCallbackRef((id: string, shift: boolean) => {
    const last = shift ? lastChosen.current : undefined;
    lastChosen.current = id;
    setChosen((before) => choose(before, expenses.map((e) => e.id), id, last));
  });
  const onOpen = useCallbackRef((id: string) => show(id));
  const onEdit = useCallbackRef(edits.edit);

  const picked = expenses.filter(({ id }) => chosen.has(id));
  const step = (by: number) => {
    const at = expenses.findIndex(({ id }) => id === active);
    setActive(expenses[Math.min(Math.max(at + by, 0), expenses.length - 1)]?.id);
  };
  useKeys({
    "/": () => document.getElementById("search")?.focus(),
    n: () => add(true),
    j: () => step(1),
    k: () => step(-1),
    ...(active && { x: () => onChoose(active, false), o: () => show(active) }),
    ...(picked.length > 0 && { Escape: () => setChosen(new Set()), Delete: () => void remove(picked) }),
  });

  async function remove(some: Expense[]) {
    setChosen(new Set());
    if (some.some(({ id }) => id === open)) show();
    await edits.removeAll(some);
  }

  function save() {
    const given = new URLSearchParams(Object.entries({ from, to, category }).filter((e): e is [string, string] => e[1] !== undefined));
    download(`/expenses.csv${given.size ? `?${given}` : ""}`, "transactions.csv").then(
      () => !onlyDaysAndCategory(filters) && tell("The file follows the days and the category; the other filters are not in it."),
      (error) => tell(explain(error), { bad: true }),
    );
  }

  const empty = list.isSuccess && expenses.length === 0 && !more;
  return (
    <div className="outlay-transactions">
      <PageHead title="Transactions">
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={save} visibleFrom="sm">
          Export
        </Button>
        <Button component={Link} href="/imports" variant="default" leftSection={<IconFileImport size={16} />}>
          Import
        </Button>
        <Button leftSection={<IconPlus size={16} />} onClick={() => add(true)}>
          Add
        </Button>
      </PageHead>
      {adding && <AddForm currency={currency} onClose={() => add(false)} />}
      <FilterBar filters={filters} onChange={set} onClear={clear} />
      {list.isError && <Trouble error={list.error} retry={() => list.refetch()} />}
      {empty ? (
        <Empty filtered={narrowing(filters).length > 0} onClear={clear} onAdd={() => add(true)} />
      ) : (
        <Ledger
          expenses={expenses}
          lines={lines}
          currency={currency}
          filters={filters}
          chosen={chosen}
          active={active}
          more={more || list.isPending}
          loading={list.isFetching}
          onMore={() => void list.fetchNextPage()}
          onSort={(change: Filters) => set(change)}
          onChoose={onChoose}
          onOpen={onOpen}
          onEdit={onEdit}
        />
      )}
      {picked.length > 0 && (
        <BulkBar
          chosen={picked}
          currency={currency}
          busy={edits.busy}
          onEdit={(patch) => void edits.editMany(picked, patch)}
          onDelete={() => void remove(picked)}
          onClear={() => setChosen(new Set())}
        />
      )}
      <RowDrawer
        id={open}
        listed={expenses.find(({ id }) => id === open)}
        currency={currency}
        onClose={() => show()}
        onEdit={edits.edit}
        onDelete={(expense) => void remove([expense])}
      />
    </div>
  );
}

function Empty({ filtered, onClear, onAdd }: { filtered: boolean; onClear: () => void; onAdd: () => void }) {
  return (
    <Stack align="center" py="xl" gap="sm">
      <Text>{filtered ? "No transaction fits these filters." : "There are no transactions yet."}</Text>
      <Group>
        {filtered ? (
          <Button variant="default" onClick={onClear}>
            Clear the filters
          </Button>
        ) : (
          <>
            <Button component={Link} href="/imports">
              Import a file of your bank
            </Button>
            <Button variant="default" onClick={onAdd}>
              Add one by hand
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}
