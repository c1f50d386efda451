import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";

import { place, removed, replaced } from "../ledger";
import { api, body } from "./client";
import { ApiError } from "./problem";
import type { paths } from "./schema";
import type { Expense, ExpenseInput, ExpensePatch } from "./types";

/** Which entries of the ledger to list, and in what order. */
export type ExpenseQuery = NonNullable<paths["/expenses"]["get"]["parameters"]["query"]>;

export interface ExpensePage {
  items: Expense[];
  next?: string;
}

const LISTS = ["expenses", "list"];
const PAGE = 500;

/** The entries that match, page by page. */
export function useExpenses(query: ExpenseQuery) {
  return useInfiniteQuery({
    queryKey: [...LISTS, query],
    queryFn: ({ pageParam: cursor }): Promise<ExpensePage> =>
      body(api.GET("/expenses", { params: { query: { ...query, limit: PAGE, cursor } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    // A long list is not loaded whole again because its window was looked away from.
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}

/** The newest expenses. */
export function useLatestExpenses(limit = 5) {
  return useQuery({
    queryKey: ["expenses", "latest", limit],
    queryFn: () => body(api.GET("/expenses", { params: { query: { limit } } })),
  });
}

/** One entry, also where it is not among those listed. */
export function useExpense(id: string | undefined) {
  return useQuery({
    queryKey: ["expenses", "one", id],
    queryFn: () => body(api.GET("/expenses/{id}", { params: { path: { id: id! } } })),
    enabled: id !== undefined,
  });
}

/** Entries whose description contains `text`, newest first: what was paid at one place before. */
export function useLikes(text: string) {
  return useQuery({
    queryKey: ["expenses", "likes", text],
    queryFn: () => body(api.GET("/expenses", { params: { query: { q: text, limit: 120 } } })),
    enabled: text !== "",
  });
}

/** Pages of a few months that are read at most: 6,000 entries. */
const PAGES = 12;

/** Everything from one day to another, oldest first. */
export function useDays(from: string, to: string) {
  return useQuery({
    queryKey: ["expenses", "days", from, to],
    queryFn: async () => {
      const items: Expense[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < PAGES; page++) {
        const read = await body(api.GET("/expenses", { params: { query: { from, to, order: "asc", limit: PAGE, cursor } } }));
        items.push(...read.items);
        cursor = read.next;
        if (!cursor) break;
      }
      return items;
    },
  });
}

/** Spending month by month. */
export function useHistory(query: { from?: string; to?: string; category?: string } = {}) {
  return useQuery({
    queryKey: ["expenses", "history", query],
    queryFn: () => body(api.GET("/expenses/history", { params: { query } })),
  });
}

/** Every category that has an expense or a budget. */
export function useCategories() {
  return useQuery({ queryKey: ["expenses", "categories"], queryFn: () => body(api.GET("/categories")) });
}

/** What the account holds, added up over its categories. */
export function useHoldings() {
  return useQuery({
    queryKey: ["expenses", "categories"],
    queryFn: () => body(api.GET("/categories")),
    select: ({ items }) => {
      const used = items.filter((c) => c.count > 0);
      return {
        count: used.reduce((sum, c) => sum + c.count, 0),
        categories: used.length,
        // ISO days sort as text.
        first: used.flatMap((c) => c.first ?? []).sort()[0],
        last: used.flatMap((c) => c.last ?? []).sort().at(-1),
      };
    },
  });
}

/** Everything that counts entries is asked for again; long lists are corrected where they stand. */
export function entriesChanged(client: QueryClient): void {
  client.removeQueries({ queryKey: LISTS, type: "inactive" });
  void client.invalidateQueries({
    predicate: ({ queryKey: [first, second] }) =>
      first === "budgets" || first === "merchants" || (first === "expenses" && second !== "list"),
  });
}

/** Corrects the lists that are shown. */
function inLists(client: QueryClient, change: (items: Expense[], query: ExpenseQuery, more: boolean) => Expense[]): void {
  for (const [key, data] of client.getQueriesData<InfiniteData<ExpensePage>>({ queryKey: LISTS })) {
    if (!data) continue;
    const items = data.pages.flatMap((page) => page.items);
    const next = data.pages.at(-1)?.next;
    const changed = change(items, key[2] as ExpenseQuery, next !== undefined);
    // Pages keep their cursors: all rows stand in the first, the others are there for the cursors alone.
    const pages = data.pages.map((page, i) => ({ ...page, items: i === 0 ? changed : [] }));
    client.setQueryData(key, { ...data, pages });
  }
}

export const showEntry = (client: QueryClient, expense: Expense) =>
  inLists(client, (items, query, more) => replaced(items, expense, query, more));
const showNew = (client: QueryClient, expenses: Expense[]) =>
  inLists(client, (items, query, more) => expenses.reduce((all, one) => place(all, one, query, more), items));
const hide = (client: QueryClient, ids: string[]) => inLists(client, (items) => removed(items, new Set(ids)));

/** Somebody else, or another tab, was faster. */
const CHANGED = "It was changed elsewhere meanwhile, and is shown as it is now.";

/** Changes an entry only if it is still as it was seen. */
async function patchGuarded(client: QueryClient, seen: Expense, patch: ExpensePatch): Promise<Expense> {
  const path = { id: seen.id };
  const { data: now, response, error } = await api.GET("/expenses/{id}", { params: { path } });
  if (!now) throw new ApiError(response.status, error ?? {});
  if (now.updated_at !== seen.updated_at) {
    showEntry(client, now);
    throw new Error(CHANGED);
  }
  const etag = response.headers.get("etag") ?? undefined;
  return body(api.PATCH("/expenses/{id}", { params: { path, header: { "If-Match": etag } }, body: patch }));
}

/** The fields of `patch` as they are in `expense`, which takes the patch back. */
export function inverse(expense: Expense, patch: ExpensePatch): ExpensePatch {
  const before = { merchant: "", note: "", ...expense };
  return Object.fromEntries(Object.keys(patch).map((key) => [key, before[key as keyof ExpensePatch]]));
}

/** An entry as `patch` would leave it; what is null is not there. */
function patched(seen: Expense, patch: ExpensePatch): Expense {
  const fields = Object.entries(patch).map(([key, value]) => [key, value ?? undefined]);
  return { ...seen, ...(Object.fromEntries(fields) as Partial<Expense>) };
}

/** Changes one entry: shown at once, taken back where the server refuses. */
export function usePatchExpense() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ seen, patch }: { seen: Expense; patch: ExpensePatch }) => patchGuarded(client, seen, patch),
    onMutate: ({ seen, patch }) => showEntry(client, patched(seen, patch)),
    onError: (error, { seen }) => {
      if (!(error instanceof Error && error.message === CHANGED)) showEntry(client, seen);
    },
    onSuccess: (now) => {
      showEntry(client, now);
      client.setQueryData(["expenses", "one", now.id], now);
      entriesChanged(client);
    },
  });
}

/** Calls at a time where there is no call for many. */
const AT_ONCE = 6;

/** Changes many entries one by one; `undo` takes back what was changed, also when not all were. */
export function usePatchMany() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (changes: { seen: Expense; patch: ExpensePatch }[]) => {
      const rest = [...changes];
      const done: Expense[] = [];
      let failed: unknown;
      async function work() {
        for (let next = rest.pop(); next && failed === undefined; next = rest.pop()) {
          const { seen, patch } = next;
          try {
            const now = await body(api.PATCH("/expenses/{id}", { params: { path: { id: seen.id } }, body: patch }));
            showEntry(client, now);
            done.push(now);
          } catch (error) {
            failed ??= error;
          }
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return { done, failed };
    },
    onSettled: () => entriesChanged(client),
  });
}

/** Removes entries, 5,000 a call. */
export function useDeleteExpenses() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (expenses: Expense[]) => {
      for (const some of slices(expenses)) {
        await body(api.DELETE("/expenses/bulk", { body: { ids: some.map(({ id }) => id) } }));
      }
    },
    onMutate: (expenses) => hide(client, expenses.map(({ id }) => id)),
    onError: (_, expenses) => showNew(client, expenses),
    onSettled: () => entriesChanged(client),
  });
}

/** Enters what was removed once more. They are new entries: which import they came with is not known any more. */
export function useRestoreExpenses() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (expenses: Expense[]) => {
      const ids: string[] = [];
      for (const some of slices(expenses)) {
        const created = await body(
          api.POST("/expenses/bulk", { params: { header: { "Idempotency-Key": crypto.randomUUID() } }, body: { expenses: some.map(asInput) } }),
        );
        ids.push(...created.ids);
      }
      return ids;
    },
    // As the server has them now: with ids and times of their own.
    onSuccess: () => client.invalidateQueries({ queryKey: LISTS }),
    onSettled: () => entriesChanged(client),
  });
}

/** Enters one by hand. */
export function useAddExpense() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ExpenseInput) =>
      body(api.POST("/expenses", { params: { header: { "Idempotency-Key": crypto.randomUUID() } }, body: input })),
    onSuccess: (expense) => {
      showNew(client, [expense]);
      entriesChanged(client);
    },
  });
}

function asInput(e: Expense): ExpenseInput {
  const { date, amount, kind, category, description, merchant, note, account_id } = e;
  return { date, amount, kind, category, description, merchant, note, account_id };
}

const BULK = 5_000;

function slices<T>(items: T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / BULK) }, (_, i) => items.slice(i * BULK, (i + 1) * BULK));
}
