import "./charts.css";

import { useElementSize } from "@mantine/hooks";

export interface Spark {
  /** ISO day. */
  date: string;
  amount: number;
  odd?: boolean;
}

const HEIGHT = 56;
const EDGE = 6;

const time = (date: string) => Date.parse(`${date}T00:00:00Z`);

/** Charges over time as dots on stems; the odd ones stand out by colour and by size. `gap` marks a day with nothing. */
export function Sparkline({ label, sparks, gap }: { label: string; sparks: Spark[]; gap?: string }) {
  const { ref, width } = useElementSize();
  const days = [...sparks.map(({ date }) => time(date)), ...(gap ? [time(gap)] : [])];
  const first = Math.min(...days);
  const span = Math.max(Math.max(...days) - first, 1);
  const most = Math.max(...sparks.map(({ amount }) => Math.abs(amount)), 1e-9);
  const x = (day: string) => EDGE + ((time(day) - first) / span) * Math.max(width - 2 * EDGE, 1);
  const y = (amount: number) => EDGE + (1 - Math.abs(amount) / most) * (HEIGHT - 2 * EDGE);
  // The odd ones last, so that nothing covers them.
  const drawn = [...sparks].sort((a, b) => Number(a.odd ?? false) - Number(b.odd ?? false));
  return (
    <div ref={ref} className="chart" style={{ height: HEIGHT }}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        <line x1={0} x2={width} y1={HEIGHT - EDGE} y2={HEIGHT - EDGE} stroke="var(--chart-grid)" />
        {drawn.map(({ date, amount, odd }, i) => (
          <g key={i}>
            <line
              x1={x(date)}
              x2={x(date)}
              y1={HEIGHT - EDGE}
              y2={y(amount)}
              stroke={odd ? "var(--chart-odd)" : "var(--chart-soft)"}
              strokeWidth={odd ? 2 : 1}
            />
            <circle cx={x(date)} cy={y(amount)} r={odd ? 5 : 2.5} fill={odd ? "var(--chart-odd)" : "var(--chart-actual)"} />
          </g>
        ))}
        {gap && (
          <circle cx={x(gap)} cy={HEIGHT / 2} r={6} fill="none" stroke="var(--chart-odd)" strokeWidth={2} strokeDasharray="3 2" />
        )}
      </svg>
    </div>
  );
}
