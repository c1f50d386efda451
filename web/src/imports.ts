import type { ColumnRole, FileLayout, ImportCounts, ImportPatch, ImportRow, OpenQuestion } from "./api/types";
import { plural } from "./format";

/** Stable names of an import in words, and what a person's choices mean for the API. */

/** Rows by what happens to them, and the colour they have. */
export const ROW_STATE: Record<ImportRow["state"], { label: string; color: string }> = {
  new: { label: "New", color: "green" },
  known: { label: "Already there", color: "gray" },
  books: { label: "Books a pending one", color: "teal" },
  pending: { label: "Pending", color: "yellow" },
  left_out: { label: "Left out", color: "gray" },
};

export const ENTRY_KIND: Record<ImportRow["kind"], string> = {
  expense: "Expense",
  refund: "Refund",
  income: "Income",
  transfer: "Transfer",
};

/** Roles of columns in the order a person looks for them. */
export const ROLE: Record<ColumnRole, string> = {
  ignore: "Not used",
  booking_day: "Date",
  purchase_day: "Date of purchase",
  value_day: "Value date",
  amount: "Amount",
  debit: "Money out",
  credit: "Money in",
  sign: "In or out",
  fee: "Fee",
  balance: "Balance",
  currency: "Currency",
  description: "Description",
  counterparty: "Other side",
  payee: "Paid to",
  payer: "Paid by",
  counterparty_account: "Account of the other side",
  category: "Category",
  kind: "Kind",
  state: "Booked or pending",
  hint: "Type of booking",
  bank_id: "Reference",
  account: "Own account",
  original_amount: "Amount abroad",
  original_currency: "Currency abroad",
};

const FORMAT: Record<string, string> = {
  csv: "CSV",
  ofx: "OFX",
  qif: "QIF",
  camt: "CAMT",
  mt940: "MT940",
  xlsx: "Excel workbook",
  xls: "Excel workbook",
  ods: "OpenDocument spreadsheet",
};

export const formatName = (format?: string) => (format ? (FORMAT[format] ?? format.toUpperCase()) : "File");

const ANSWER: Record<string, string> = {
  dmy: "Day first",
  mdy: "Month first",
  ymd: "Year first",
  out_is_negative: "Minus is money out",
  out_is_positive: "Plus is money out",
};

export const answerName = (answer: string) => ANSWER[answer] ?? answer;

/** Questions that are answered by giving a column another role. */
export const isAboutColumns = (question: OpenQuestion) => question.code.endsWith("_column");

/** The change that answers a question. */
export function answerPatch(code: string, answer: string): ImportPatch {
  return { [code === "account" ? "file_account" : code]: answer } as ImportPatch;
}

/** The layout with another role for one column; a role that only one column can have leaves the one that had it. */
export function withRole(layout: FileLayout, index: number, role: ColumnRole): FileLayout {
  const shared = role === "ignore" || role === "description";
  const columns = layout.columns.map((column, i) => {
    if (i === index) return { ...column, role };
    return !shared && column.role === role ? { ...column, role: "ignore" as const } : column;
  });
  return { ...layout, columns };
}

/** What becomes of the rows of a file, most important first; nothing is said of what does not occur. */
export function describeCounts(counts: ImportCounts): string[] {
  const parts: [number, string][] = [
    [counts.expenses, plural(counts.expenses, "expense")],
    [counts.refunds, plural(counts.refunds, "refund")],
    [counts.income, `${counts.income} income`],
    [counts.transfers, plural(counts.transfers, "transfer")],
    [counts.known, `${counts.known} already there`],
    [counts.pending, `${counts.pending} not booked yet`],
    [counts.left_out, `${counts.left_out} left out`],
    [counts.refused, `${counts.refused} cannot be read`],
    [counts.skipped, `${counts.skipped} no payments`],
  ];
  return parts.filter(([n]) => n > 0).map(([, words]) => words);
}

/** Rows that entering the file adds or changes. */
export const entered = (counts: ImportCounts) => counts.new + counts.books;

/** Why a file cannot be entered yet, in words; nothing when it can. */
export function obstacle(counts: ImportCounts, questions: OpenQuestion[], skipRefused: boolean): string | undefined {
  if (questions.length > 0) return questions.length === 1 ? "Answer the question first." : "Answer the questions first.";
  if (counts.refused > 0 && !skipRefused) return "Some rows cannot be read. Say whether to leave them out.";
  return undefined;
}
