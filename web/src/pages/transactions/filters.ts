import type { ExpenseQuery } from "../../api/expenses";
import type { EntryKind } from "../../api/types";
import { readAmount } from "../../money";

/** What is listed and how, as it stands in the address. */
export interface Filters {
  q?: string;
  /** Empty for entries without one. */
  category?: string;
  account?: string;
  kind?: EntryKind;
  from?: string;
  to?: string;
  min?: string;
  max?: string;
  flagged?: boolean;
  /** An import, of which only what came with it is listed. */
  import?: string;
  sort?: "date" | "amount";
  order?: "asc" | "desc";
}

const KINDS: EntryKind[] = ["expense", "refund", "income", "transfer"];
const day = (text: string | null) => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined);
const uuid = (text: string | null) => (text && /^[0-9a-f-]{36}$/i.test(text) ? text : undefined);

/** Reads the filters of an address; what makes no sense is left out. */
export function readFilters(search: string): Filters {
  const given = new URLSearchParams(search);
  const kind = given.get("kind") as EntryKind;
  const month = given.get("month");
  const whole = month && /^\d{4}-\d{2}$/.test(month) ? monthDays(month) : undefined;
  return {
    // A merchant is found by its words, which is how the API knows it in the ledger.
    q: given.get("q") ?? given.get("merchant") ?? undefined,
    category: given.get("category") ?? undefined,
    account: uuid(given.get("account")),
    kind: KINDS.includes(kind) ? kind : undefined,
    from: day(given.get("from")) ?? whole?.from,
    to: day(given.get("to")) ?? whole?.to,
    min: readAmount(given.get("min") ?? ""),
    max: readAmount(given.get("max") ?? ""),
    flagged: given.get("flagged") === null ? undefined : given.get("flagged") !== "false",
    import: uuid(given.get("import")),
    sort: given.get("sort") === "amount" ? "amount" : undefined,
    order: given.get("order") === "asc" ? "asc" : undefined,
  };
}

/** The first and the last day of `2026-02`. */
export function monthDays(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return { from: `${month}-01`, to: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10) };
}

/** The filters as a part of an address. */
export function writeFilters(filters: Filters): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    // An empty category is one; other empty fields are none.
    if (value === undefined || (value === "" && name !== "category")) continue;
    given.set(name, String(value));
  }
  return given.toString();
}

/** The place that lists them. */
export function listing(filters: Filters): string {
  const search = writeFilters(filters);
  return `/transactions${search && `?${search}`}`;
}

export function toQuery({ account, import: file, ...rest }: Filters): ExpenseQuery {
  const query = { ...rest, account_id: account, import_id: file, q: rest.q?.trim() };
  return Object.fromEntries(Object.entries(query).filter(([, v]) => v !== undefined && v !== ""))  as ExpenseQuery;
}

/** What narrows the list down, without its order. */
export function narrowing(filters: Filters): (keyof Filters)[] {
  return (Object.keys(filters) as (keyof Filters)[]).filter(
    (name) => filters[name] !== undefined && filters[name] !== "" && name !== "sort" && name !== "order",
  ).concat(filters.category === "" ? ["category"] : []);
}

/** What the sums of months and the file to save can follow: they know days and categories only. */
export function onlyDaysAndCategory(filters: Filters): boolean {
  return narrowing(filters).every((name) => ["from", "to", "category"].includes(name));
}
