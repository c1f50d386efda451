/** Axes and series as numbers. Places on the screen may be floats; amounts are told from their decimal strings. */

import { scaleLinear } from "d3-scale";

export interface Axis {
  /** Pixels from the top of an amount. */
  y: (amount: number) => number;
  ticks: number[];
}

/** A vertical axis that holds zero and every amount, ends at round numbers, and has room for about a line a 50 px. */
export function amountAxis(amounts: number[], top: number, height: number): Axis {
  const most = Math.max(0, ...amounts);
  const least = Math.min(0, ...amounts);
  const scale = scaleLinear([least, most > least ? most : least + 1], [top + height, top]).nice(4);
  return { y: (amount) => scale(amount), ticks: scale.ticks(Math.max(2, Math.min(5, Math.floor(height / 50)))) };
}

/**
 * Which of `count` labels to write where each takes `width` of `room` pixels. Counted from the last, which always is; it
 * may be moved in from the edge, so the one before it keeps a distance.
 */
export function labelled(count: number, room: number, width: number): (index: number) => boolean {
  const slot = room / Math.max(count, 1);
  const every = Math.max(1, Math.ceil(width / Math.max(slot, 1e-9)));
  return (index) => {
    const fromEnd = count - 1 - index;
    if (fromEnd === 0) return true;
    return fromEnd % every === 0 && (index + 0.5) * slot <= room - 1.5 * width;
  };
}

const compact = new Map<string, Intl.NumberFormat>();

/** A round amount of an axis, short: "$1.5K". */
export function formatTick(amount: number, currency: string): string {
  let format = compact.get(currency);
  if (!format) {
    try {
      format = new Intl.NumberFormat(undefined, {
        style: "currency",
        currency,
        notation: "compact",
        maximumFractionDigits: 1,
        minimumFractionDigits: 0,
      });
    } catch {
      format = new Intl.NumberFormat(undefined, { notation: "compact" });
    }
    compact.set(currency, format);
  }
  return format.format(amount);
}
