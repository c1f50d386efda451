import "./charts.css";

import { Link } from "wouter";

export interface Bar {
  name: string;
  /** What it comes to, in words. */
  value: string;
  /** Its length; less than zero is drawn as nothing. */
  size: number;
  detail?: string;
  /** Where its rows are. */
  href?: string;
}

/** Lying bars, one a line: long names are cut, numbers never. */
export function Bars({ label, bars }: { label: string; bars: Bar[] }) {
  const most = Math.max(...bars.map(({ size }) => size), 0);
  return (
    <ul className="chart-bars" aria-label={label}>
      {bars.map((bar, i) => (
        <li key={i} style={{ minWidth: 0 }}>
          {bar.href ? (
            <Link href={bar.href} className="chart-bar" title={bar.name}>
              <Line bar={bar} most={most} />
            </Link>
          ) : (
            <span className="chart-bar" title={bar.name}>
              <Line bar={bar} most={most} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Line({ bar, most }: { bar: Bar; most: number }) {
  const share = most > 0 ? Math.max(0, bar.size / most) : 0;
  return (
    <>
      <span className="chart-bar-words">
        <span className="chart-bar-name" dir="auto">
          {bar.name}
        </span>
        <span className="number">
          <b>{bar.value}</b>
        </span>
      </span>
      <span className="chart-bar-track" aria-hidden>
        <span className="chart-bar-fill" style={{ width: `${share * 100}%` }} />
      </span>
      {bar.detail && <span className="chart-bar-detail">{bar.detail}</span>}
    </>
  );
}
