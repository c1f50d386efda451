// Expenses with something to find in them: fourteen months, a charge entered twice and an amount far too high.

const START = Date.UTC(2025, 0, 1);
const DAYS = 424;
const DAY = 86_400_000;

/** What the analysis has to find. */
export const DUPLICATE = { merchant: "Bistro Lumen", date: "2025-11-14", amount: "86.40" };
export const SPIKE = { merchant: "Northside Grocers", date: "2026-01-16", amount: "1940.00" };

/** About 200 rows. */
export function expensesCsv() {
  const rows = [];
  for (let i = 0; i < DAYS; i++) {
    const date = new Date(START + i * DAY);
    const day = date.toISOString().slice(0, 10);
    // No randomness: the same file in every run.
    const wobble = 1 + 0.2 * Math.sin(i * 2.4) + 0.1 * Math.sin(i * 0.7);
    if (date.getUTCDate() === 1) rows.push([day, "1100.00", "Housing", "Harbour Homes rent"]);
    if (date.getUTCDate() === 6) rows.push([day, "15.99", "Entertainment", "Streambox subscription"]);
    if (date.getUTCDay() === 5) rows.push([day, (62 * wobble).toFixed(2), "Groceries", "Northside Grocers"]);
    if (date.getUTCDay() === 2) rows.push([day, (34 * wobble).toFixed(2), "Transport", "Metro Fuel"]);
    if (date.getUTCDay() === 6 && i % 2 === 0) rows.push([day, (41 * wobble).toFixed(2), "Dining", "Bistro Lumen"]);
  }
  for (let i = 0; i < 2; i++) rows.push([DUPLICATE.date, DUPLICATE.amount, "Dining", DUPLICATE.merchant]);
  rows.push([SPIKE.date, SPIKE.amount, "Groceries", SPIKE.merchant]);
  rows.sort((a, b) => a[0].localeCompare(b[0]));
  return toCsv(rows);
}

/** The same columns with a day that is not in the calendar and an amount that is no number. */
export function brokenCsv() {
  return toCsv([
    ["2026-01-31", "12.50", "Dining", "Bistro Lumen"],
    ["2026-02-30", "20.00", "Dining", "Bistro Lumen"],
    ["2026-03-01", "12,3a", "Dining", "Bistro Lumen"],
  ]);
}

function toCsv(rows) {
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return ["date,amount,category,description", ...rows.map((row) => row.map(cell).join(","))].join("\n") + "\n";
}
