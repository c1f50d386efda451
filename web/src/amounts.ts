/** Sums of decimal strings, exact: amounts never pass through floats. */

interface Parsed {
  units: bigint;
  digits: number;
}

function parse(amount: string): Parsed {
  const [whole = "0", decimals = ""] = amount.split(".");
  return { units: BigInt(whole + decimals), digits: decimals.length };
}

function write(units: bigint, digits: number): string {
  const sign = units < 0n ? "-" : "";
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** "1.10" and "2.2" are "3.30"; nothing is "0". */
export function sum(amounts: string[]): string {
  const parsed = amounts.map(parse);
  const digits = Math.max(0, ...parsed.map((p) => p.digits));
  return write(
    parsed.reduce((total, p) => total + p.units * 10n ** BigInt(digits - p.digits), 0n),
    digits,
  );
}

/** The amount with the other sign. */
export function negated(amount: string): string {
  const { units, digits } = parse(amount);
  return write(-units, digits);
}

export const minus = (a: string, b: string) => sum([a, negated(b)]);

/** Twelve months of a monthly amount. */
export function yearly(monthly: string): string {
  const { units, digits } = parse(monthly);
  return write(units * 12n, digits);
}

/** Its size, whatever the sign. */
export const size = (amount: string) => (amount.startsWith("-") ? amount.slice(1) : amount);
