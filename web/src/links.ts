/** Addresses of places that several pages lead to; filters are part of the address. */

export interface RowsFilter {
  /** Exactly this category; empty for rows without one. */
  category?: string;
  /** Text of the description. */
  q?: string;
  /** First and last day. */
  from?: string;
  to?: string;
}

/** The rows behind a figure: Transactions with its filter. */
export function rowsOf(filter: RowsFilter): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  const text = query.toString();
  return text ? `/transactions?${text}` : "/transactions";
}

/** First and last day of the month that begins on `month`. */
export function monthRange(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return { from: month, to: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10) };
}

/** `Uncategorised` of reports is the empty category of rows. */
export const categoryFilter = (name: string) => (name === "Uncategorised" ? "" : name);
