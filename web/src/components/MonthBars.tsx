import { useId } from "react";

import { formatMoney, formatMonth } from "../format";

/** A month's spending, or its forecast when it has an interval. */
export interface MonthBar {
  month: string;
  amount: string;
  interval?: { low: string; high: string };
}

const HEIGHT = 160;
const TOP = 8;
const SLOT = 40;

/** Spending month by month with the forecast at its end; drawn to scale only, so floats do. */
export function MonthBars({ bars, currency }: { bars: MonthBar[]; currency: string }) {
  const hatch = useId();
  const most = Math.max(...bars.map((b) => Number(b.interval?.high ?? b.amount)), 1);
  const y = (amount: string) => TOP + HEIGHT * (1 - Math.max(Number(amount), 0) / most);
  const width = bars.length * SLOT;
  const every = Math.ceil(bars.length / 8);
  const label = bars.map((b) => `${formatMonth(b.month)} ${formatMoney(b.amount, currency)}${b.interval ? " (forecast)" : ""}`);
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT + TOP + 24}`} className="outlay-bars" role="img" aria-label={label.join(", ")}>
      <defs>
        <pattern id={hatch} width="6" height="6" patternTransform="rotate(45)" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--mantine-color-brand-light)" />
          <line x1="0" y1="0" x2="0" y2="6" stroke="var(--mantine-color-brand-6)" strokeWidth="3" />
        </pattern>
      </defs>
      <line x1="0" x2={width} y1={TOP + HEIGHT} y2={TOP + HEIGHT} stroke="var(--mantine-color-default-border)" />
      {bars.map((bar, i) => {
        const top = y(bar.amount);
        const middle = i * SLOT + SLOT / 2;
        return (
          <g key={bar.month}>
            <title>{label[i]}</title>
            <rect
              x={middle - 13}
              y={top}
              width={26}
              height={TOP + HEIGHT - top}
              rx={3}
              fill={bar.interval ? `url(#${hatch})` : "var(--mantine-color-brand-7)"}
            />
            {bar.interval && (
              <path
                d={`M${middle} ${y(bar.interval.low)}V${y(bar.interval.high)}m-5 0h10M${middle - 5} ${y(bar.interval.low)}h10`}
                stroke="var(--mantine-color-text)"
                strokeWidth={1.5}
                fill="none"
              />
            )}
            {(bars.length - 1 - i) % every === 0 && (
              <text x={middle} y={TOP + HEIGHT + 17} textAnchor="middle">
                {formatMonth(bar.month)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
