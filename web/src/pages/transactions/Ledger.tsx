import { Skeleton, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { flexRender, getCoreRowModel, useReactTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

import type { Expense, ExpensePatch } from "../../api/types";
import { formatMoney, formatMonth, plural } from "../../format";
import type { Line } from "../../ledger";
import { COLUMNS } from "./columns";
import type { Filters } from "./filters";
import { Row } from "./Row";

interface Props {
  expenses: Expense[];
  lines: Line[];
  currency: string;
  filters: Filters;
  chosen: ReadonlySet<string>;
  active?: string;
  more: boolean;
  loading: boolean;
  onMore: () => void;
  onSort: (change: Filters) => void;
  onChoose: (id: string, shift: boolean) => void;
  onOpen: (id: string) => void;
  onEdit: (expense: Expense, patch: ExpensePatch) => Promise<void>;
}

/** Rows from the end at which the next page is asked for. */
const AHEAD = 150;

function height(line: Line | undefined, narrow: boolean): number {
  if (!line || line.type === "month") return 36;
  const told = line.expense.anomaly?.flagged && line.expense.anomaly.reason;
  if (narrow) return told ? 96 : 64;
  return told ? 60 : 42;
}

/** The ledger: only the rows that are seen are drawn, and the month they are in stays at the top with its sum. */
export function Ledger(props: Props) {
  const { expenses, lines, currency, filters, chosen, active, more, loading, onMore, onSort } = props;
  const narrow = useMediaQuery("(max-width: 48em)") ?? false;
  const scroll = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoised by a compiler
  const table = useReactTable({
    data: expenses,
    columns: COLUMNS,
    getRowId: ({ id }) => id,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    state: { sorting: [{ id: filters.sort ?? "date", desc: filters.order !== "asc" }] },
  });
  const virtual = useVirtualizer({
    count: lines.length + (more ? 1 : 0),
    getScrollElement: () => scroll.current,
    estimateSize: (i) => height(lines[i], narrow),
    getItemKey: (i) => {
      const line = lines[i];
      return !line ? "more" : line.type === "month" ? line.month : line.expense.id;
    },
    overscan: 12,
  });
  // Heights are known beforehand; where they change, what was laid out before is laid out again.
  useEffect(() => virtual.measure(), [virtual, narrow, lines]);

  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !loading && last > lines.length - AHEAD) onMore();
  }, [more, loading, last, lines.length, onMore]);

  const at = lines.findIndex((line) => line.type === "row" && line.expense.id === active);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [virtual, at]);

  const offset = virtual.scrollOffset ?? 0;
  const top = seen.find((item) => item.end > offset)?.index ?? 0;
  const month = lines.slice(0, top + 1).findLast((line) => line.type === "month");

  return (
    <div className="outlay-ledger" role="table" aria-label="Transactions" aria-rowcount={more ? -1 : expenses.length + 1}>
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="outlay-entry outlay-head">
          <div role="columnheader">
            <VisuallyHidden>Chosen</VisuallyHidden>
          </div>
          {table.getFlatHeaders().map((header) => {
            const { id } = header.column;
            const sorted = header.column.getIsSorted();
            const label = flexRender(header.column.columnDef.header, header.getContext());
            return (
              <div
                key={id}
                role="columnheader"
                className={`outlay-${id === "description" ? "name" : id}`}
                aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
              >
                {header.column.columnDef.enableSorting ? (
                  <button
                    type="button"
                    className="outlay-sort"
                    onClick={() =>
                      onSort({
                        sort: id === "amount" ? "amount" : undefined,
                        order: sorted === "desc" ? "asc" : undefined,
                      })
                    }
                  >
                    {label}
                    {sorted === "asc" && <IconArrowUp size={14} />}
                    {sorted === "desc" && <IconArrowDown size={14} />}
                  </button>
                ) : (
                  label
                )}
              </div>
            );
          })}
          <div role="columnheader">
            <VisuallyHidden>Open</VisuallyHidden>
          </div>
        </div>
      </div>
      <div className="outlay-rows" ref={scroll} tabIndex={0} role="rowgroup" aria-label="Rows">
        {month?.type === "month" && <Month line={month} currency={currency} stuck />}
        <div style={{ height: virtual.getTotalSize(), position: "relative" }} role="presentation">
          {seen.map((item) => {
            const line = lines[item.index];
            return (
              <div
                key={item.key}
                role="presentation"
                style={{ position: "absolute", top: 0, left: 0, right: 0, height: item.size, transform: `translateY(${item.start}px)` }}
              >
                {!line ? (
                  <Skeleton h={30} m={4} />
                ) : line.type === "month" ? (
                  <Month line={line} currency={currency} />
                ) : (
                  <Row
                    expense={line.expense}
                    currency={currency}
                    index={line.index}
                    chosen={chosen.has(line.expense.id)}
                    active={line.expense.id === active}
                    narrow={narrow}
                    onChoose={props.onChoose}
                    onOpen={props.onOpen}
                    onEdit={props.onEdit}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Month({ line, currency, stuck }: { line: Line & { type: "month" }; currency: string; stuck?: boolean }) {
  return (
    // The one that stays is a copy of the one in the table.
    <div className="outlay-month" data-stuck={stuck || undefined} role={stuck ? "presentation" : "row"} aria-hidden={stuck}>
      <span role={stuck ? undefined : "cell"}>{formatMonth(line.month)}</span>
      <span role={stuck ? undefined : "cell"} className="outlay-month-sum">
        {line.total !== undefined && (
          <>
            <span className="outlay-quiet">{plural(line.count ?? 0, "expense")}</span> {formatMoney(line.total, currency)}
          </>
        )}
      </span>
    </div>
  );
}
