import { minus, sum } from "./money";

/** More about amounts as decimal strings, all of it exact. */

/** The amount with the other sign. */
export const negated = (amount: string) => minus("0", amount);

/** Its size, whatever the sign. */
export const size = (amount: string) => (amount.startsWith("-") ? amount.slice(1) : amount);

/** `amount` so many times. */
export const times = (amount: string, count: number) => sum(Array<string>(count).fill(amount));
