import "./charts.css";

import { useElementSize } from "@mantine/hooks";

const HEIGHT = 40;
const EDGE = 6;

/** Prices over time as steps, such as a subscription that became dearer. */
export function StepLine({ label, steps, until }: { label: string; steps: { date: string; amount: number }[]; until: string }) {
  const { ref, width } = useElementSize();
  const time = (date: string) => Date.parse(`${date}T00:00:00Z`);
  const first = time(steps[0]?.date ?? until);
  const span = Math.max(time(until) - first, 1);
  const amounts = steps.map(({ amount }) => amount);
  const least = Math.min(...amounts);
  const range = Math.max(Math.max(...amounts) - least, 1e-9);
  const x = (date: string) => EDGE + ((time(date) - first) / span) * Math.max(width - 2 * EDGE, 1);
  const y = (amount: number) => HEIGHT - EDGE - ((amount - least) / range) * (HEIGHT - 2 * EDGE);
  const path = steps.map(({ date, amount }, i) => (i === 0 ? `M${x(date)} ${y(amount)}` : `H${x(date)}V${y(amount)}`));
  return (
    <div ref={ref} className="chart" style={{ height: HEIGHT }}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        <path d={`${path.join("")}H${x(until)}`} fill="none" stroke="var(--chart-actual)" strokeWidth={2} />
        {steps.slice(1).map(({ date, amount }) => (
          <circle key={date} cx={x(date)} cy={y(amount)} r={4} fill="var(--chart-odd)" />
        ))}
      </svg>
    </div>
  );
}
