import { createColumnHelper } from "@tanstack/react-table";

import type { Expense } from "../../api/types";
import type { Field } from "./EditCell";

/** The columns of the ledger: what each is called, and what of a row is changed by writing in it. */

const of = createColumnHelper<Expense>();

export const COLUMNS = [
  of.accessor("date", { header: "Date", enableSorting: true }),
  of.accessor("description", { header: "Description", enableSorting: false }),
  of.accessor("category", { header: "Category", enableSorting: false }),
  of.accessor("kind", { header: "Kind", enableSorting: false }),
  of.accessor("amount", { header: "Amount", enableSorting: true }),
];

export const FIELDS: Field[] = ["date", "description", "category", "kind", "amount"];
