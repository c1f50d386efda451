/** Numbers and dates in the reader's language; amounts exactly as they came, without a detour through floats. */

const money = new Map<string, Intl.NumberFormat>();

/** `amount` is a decimal string such as "-12.30". */
export function formatMoney(amount: string, currency: string): string {
  let format = money.get(currency);
  if (!format) {
    try {
      format = new Intl.NumberFormat(undefined, { style: "currency", currency });
    } catch {
      return `${amount} ${currency}`;
    }
    money.set(currency, format);
  }
  return format.format(amount as Intl.StringNumericLiteral);
}

const count = new Intl.NumberFormat();
export const formatCount = (n: number) => count.format(n);

// What rounds to nothing has no sign: never "-0%".
const percent = new Intl.NumberFormat(undefined, {
  style: "percent",
  maximumFractionDigits: 0,
  signDisplay: "negative",
});
/** `share` is in 0..=1. */
export const formatPercent = (share: number) => percent.format(share);

const decimal = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 });
export const formatDecimal = (n: number) => decimal.format(n);

const p = new Intl.NumberFormat(undefined, { maximumFractionDigits: 3 });
export const formatP = (value: number) => (value < 0.001 ? `< ${p.format(0.001)}` : p.format(value));

// A day has no zone: read and written as UTC it stays the same day everywhere.
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const month = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", timeZone: "UTC" });
/** `date` is "2025-03-09". */
export const formatDay = (date: string) => day.format(new Date(`${date}T00:00:00Z`));
export const formatMonth = (date: string) => month.format(new Date(`${date}T00:00:00Z`));

const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
/** `instant` is an ISO time in UTC; shown in the reader's zone. */
export const formatTime = (instant: string) => time.format(new Date(instant));

const ABBREVIATIONS = ["arima", "ces", "ets", "ses", "tsb"];

/** "price_rise" as "Price rise", "ets" as "ETS". */
export function humanise(name: string): string {
  if (ABBREVIATIONS.includes(name)) return name.toUpperCase();
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "1 row", "2 rows". */
export const plural = (n: number, one: string, many = `${one}s`) => `${formatCount(n)} ${n === 1 ? one : many}`;

/** The range of an analysis in words; either end may be open. */
export function describeRange(from?: string | null, to?: string | null): string {
  if (from && to) return `${formatDay(from)} to ${formatDay(to)}`;
  if (from) return `From ${formatDay(from)}`;
  if (to) return `Up to ${formatDay(to)}`;
  return "All expenses";
}
