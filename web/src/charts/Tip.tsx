import type { ReactNode } from "react";

interface Props {
  /** Pixels from the left of the chart. */
  x: number;
  /** Width of the chart: the words stay inside it. */
  width: number;
  children: ReactNode;
}

/** The words of one point, beside it. What it says is in the point's name too, so readers need not find it. */
export function Tip({ x, width, children }: Props) {
  const right = x > width / 2;
  return (
    <div className="chart-tip" aria-hidden style={right ? { right: width - x + 10 } : { left: x + 10 }}>
      {children}
    </div>
  );
}
