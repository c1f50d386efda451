import { useElementSize } from "@mantine/hooks";
import { useId } from "react";

import { formatMoney, formatMonth } from "../format";

/** A month's spending, or its forecast when it has an interval. */
export interface MonthBar {
  month: string;
  amount: string;
  interval?: { low: string; high: string };
}

const TOP = 8;
const HEIGHT = 170;
const LABELS = 24;
/** Pixels a month's name takes. */
const NAME = 72;

/** Spending month by month with the forecast at its end. Heights only need floats; amounts are told exactly. */
export function MonthBars({ bars, currency }: { bars: MonthBar[]; currency: string }) {
  const { ref, width } = useElementSize();
  const hatch = useId();
  const most = Math.max(...bars.map((b) => Number(b.interval?.high ?? b.amount)), 1);
  const y = (amount: string) => TOP + HEIGHT * (1 - Math.max(Number(amount), 0) / most);
  const slot = width / Math.max(bars.length, 1);
  const thick = Math.min(slot * 0.66, 44);
  const every = Math.ceil(NAME / Math.max(slot, 1));
  const told = bars.map((b) => `${formatMonth(b.month)} ${formatMoney(b.amount, currency)}${b.interval ? " (forecast)" : ""}`);
  return (
    <div ref={ref}>
      <svg width={width} height={TOP + HEIGHT + LABELS} className="outlay-bars" role="img" aria-label={told.join(", ")}>
        <defs>
          <pattern id={hatch} width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
            <rect width="6" height="6" fill="var(--mantine-color-brand-light)" />
            <line x1="0" y1="0" x2="0" y2="6" stroke="var(--mantine-color-brand-6)" strokeWidth="3" />
          </pattern>
        </defs>
        <line x1="0" x2={width} y1={TOP + HEIGHT} y2={TOP + HEIGHT} stroke="var(--mantine-color-default-border)" />
        {bars.map((bar, i) => {
          const top = y(bar.amount);
          const middle = (i + 0.5) * slot;
          // Counted from the end: the newest month always has its name.
          // It may be moved in from the edge, so the one before it keeps a distance.
          const fromEnd = bars.length - 1 - i;
          const clear = fromEnd === 0 || middle < width - 1.5 * NAME;
          const named = fromEnd % every === 0 && middle > NAME / 2 && clear;
          return (
            <g key={bar.month}>
              <title>{told[i]}</title>
              <rect
                x={middle - thick / 2}
                y={top}
                width={thick}
                height={TOP + HEIGHT - top}
                rx={3}
                fill={bar.interval ? `url(#${hatch})` : "var(--mantine-color-brand-7)"}
              />
              {bar.interval && <Whisker x={middle} low={y(bar.interval.low)} high={y(bar.interval.high)} />}
              {named && (
                <text x={Math.min(middle, width - NAME / 2)} y={TOP + HEIGHT + 18} textAnchor="middle">
                  {formatMonth(bar.month)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function Whisker({ x, low, high }: { x: number; low: number; high: number }) {
  const path = `M${x} ${low}V${high}M${x - 5} ${high}h10M${x - 5} ${low}h10`;
  return <path d={path} stroke="var(--mantine-color-text)" strokeWidth={1.5} fill="none" />;
}
