/** A year of made-up expenses, so that the whole page can be tried before there is a file of one's own. */

const MONTHLY = [
  { day: 1, amount: 1150, category: "Housing", description: "Harbour Homes rent" },
  { day: 5, amount: 15.99, category: "Entertainment", description: "Netflix.com" },
  { day: 8, amount: 42.5, category: "Utilities", description: "City Power & Light" },
  { day: 12, amount: 29, category: "Health", description: "Fit Club membership" },
  { day: 20, amount: 24.9, category: "Utilities", description: "Vodafone mobile" },
];

const WEEKLY = [
  { weekday: 6, amount: 68, category: "Groceries", description: "Greenleaf Market" },
  { weekday: 3, amount: 31, category: "Groceries", description: "Corner Foods" },
  { weekday: 5, amount: 27, category: "Dining", description: "Trattoria Roma" },
  { weekday: 1, amount: 38, category: "Transport", description: "Shell fuel" },
];

const DAY = 86_400_000;

/** By its name the sample is known again, to be taken out. */
export const SAMPLE_NAME = "outlay-sample.csv";

/** The sample as CSV: a whole year, and the running month up to `today`. */
export function sampleCsv(today: Date): string {
  const end = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + 1);
  const start = Date.UTC(today.getUTCFullYear() - 1, today.getUTCMonth(), 1);
  const rows: [string, number, string, string][] = [];
  for (let time = start, i = 0; time < end; time += DAY, i++) {
    const date = new Date(time);
    const iso = date.toISOString().slice(0, 10);
    // No randomness: the same day always gives the same sample.
    const wobble = 1 + 0.25 * Math.sin(i * 2.4) + 0.1 * Math.sin(i * 0.7);
    for (const m of MONTHLY) if (m.day === date.getUTCDate()) rows.push([iso, m.amount, m.category, m.description]);
    for (const w of WEEKLY)
      if (w.weekday === date.getUTCDay()) rows.push([iso, w.amount * wobble, w.category, w.description]);
  }
  const at = (days: number) => new Date(end - days * DAY).toISOString().slice(0, 10);
  // Something to find: a charge entered twice, an amount far too high, a slipped decimal point.
  rows.push([at(40), 89.4, "Dining", "Trattoria Roma"], [at(40), 89.4, "Dining", "Trattoria Roma"]);
  rows.push([at(75), 1249, "Shopping", "Volt Electronics"], [at(20), 4250, "Utilities", "City Power & Light"]);
  rows.sort((a, b) => a[0].localeCompare(b[0]));
  return ["date,amount,category,description", ...rows.map(([d, a, c, t]) => [d, a.toFixed(2), c, t].join(","))].join("\n") + "\n";
}
