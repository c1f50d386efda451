/** Amounts as the decimal strings they come as: added without floats, read as people write them. */

/** Fraction digits the API knows at most. */
const SCALE = 4;

function units(amount: string): bigint {
  const negative = amount.startsWith("-");
  const [whole = "0", fraction = ""] = amount.replace(/^[-+]/, "").split(".");
  const value = BigInt(whole + fraction.padEnd(SCALE, "0").slice(0, SCALE));
  return negative ? -value : value;
}

function decimal(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, "0");
  const fraction = digits.slice(-SCALE).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -SCALE)}${fraction ? `.${fraction}` : ""}`;
}

/** The exact sum. */
export function sum(amounts: string[]): string {
  return decimal(amounts.reduce((total, amount) => total + units(amount), 0n));
}

/** `a - b`. */
export const minus = (a: string, b: string) => decimal(units(a) - units(b));

/** Negative, zero or positive as `a` is below, at or above `b`. */
export function compare(a: string, b: string): number {
  const difference = units(a) - units(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * What a person wrote as an amount, with either separator: "1,234.50", "1.234,50", "12,5", "-3". A lone comma before
 * exactly three digits parts thousands. Nothing where it is no number.
 */
export function readAmount(text: string): string | undefined {
  const bare = text.replace(/[\s\u00a0\u202f'’\p{Sc}]/gu, "").replace("−", "-");
  if (!/^-?[\d.,]*\d[\d.,]*$/.test(bare)) return undefined;
  const last = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  if (last < 0) return decimal(units(bare));
  const [whole, fraction] = [bare.slice(0, last).replace(/[.,]/g, ""), bare.slice(last + 1)];
  const mark = bare.charAt(last);
  const repeated = bare.split(mark).length > 2;
  const mixed = bare.includes(".") && bare.includes(",");
  if (repeated || (!mixed && mark === "," && fraction.length === 3)) return decimal(units(bare.replace(/[.,]/g, "")));
  if (fraction.length > SCALE) return undefined;
  return decimal(units(`${whole === "" || whole === "-" ? `${whole}0` : whole}.${fraction}`));
}
