import "./charts.css";

import { useElementSize } from "@mantine/hooks";
import { area, curveMonotoneX, line } from "d3-shape";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { formatMonth } from "../format";
import { amountAxis, formatTick, labelled } from "./axis";
import { usePoints } from "./points";
import { Tip } from "./Tip";

export interface MonthPoint {
  /** First day of the month. */
  month: string;
  amount: number;
  /** Everything about it in one line; also its tooltip. */
  words: string;
  /** 80 and 95 % interval of a forecast month. */
  band?: { lo80: number; hi80: number; lo95: number; hi95: number };
  /** The month is not over: drawn paler. */
  open?: boolean;
  /** Where its rows are. */
  href?: string;
}

interface Props {
  label: string;
  points: MonthPoint[];
  currency: string;
  /** A level to compare with, such as a budget. */
  level?: { amount: number; label: string };
  as?: "line" | "columns";
}

const TOP = 12;
const HEIGHT = 210;
const LEFT = 56;
const BELOW = 26;
const NAME = 66;

/** Money month by month, with the band of the forecast at its end. */
export function MonthChart({ label, points, currency, level, as = "columns" }: Props) {
  const { ref, width } = useElementSize();
  const { shown, group, point } = usePoints(points.length);
  const room = Math.max(width - LEFT, 1);
  const slot = room / Math.max(points.length, 1);
  const x = (i: number) => LEFT + (i + 0.5) * slot;
  const { y, ticks } = amountAxis(
    points.flatMap((p) => [p.amount, p.band?.hi95 ?? 0, level?.amount ?? 0]),
    TOP,
    HEIGHT,
  );
  const named = labelled(points.length, room, NAME);
  const active = shown === undefined ? undefined : points[shown];
  return (
    <div ref={ref} className="chart">
      <svg width={width} height={TOP + HEIGHT + BELOW} role="group" aria-label={label} {...group}>
        {ticks.map((tick) => (
          <g key={tick} aria-hidden>
            <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} stroke="var(--chart-grid)" />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
              {formatTick(tick, currency)}
            </text>
          </g>
        ))}
        {as === "line" && <Lines points={points} x={x} y={y} />}
        {level && (
          <g aria-hidden>
            <line x1={LEFT} x2={width} y1={y(level.amount)} y2={y(level.amount)} stroke="var(--chart-odd)" strokeDasharray="6 4" />
            <text x={LEFT + 4} y={y(level.amount) - 5}>
              {level.label}
            </text>
          </g>
        )}
        {points.map((p, i) => (
          <Point key={p.month} point={p} attributes={point(i)}>
            {as === "columns" && (
              <rect
                x={x(i) - Math.min(slot * 0.72, 44) / 2}
                width={Math.min(slot * 0.72, 44)}
                y={Math.min(y(p.amount), y(0))}
                height={Math.abs(y(p.amount) - y(0))}
                rx={3}
                fill={p.open ? "var(--chart-soft)" : "var(--chart-actual)"}
              />
            )}
            {as === "line" && (
              <circle cx={x(i)} cy={y(p.amount)} r={shown === i ? 5 : Math.min(3.5, slot / 3.5)} fill={p.band ? "var(--outlay-surface)" : "var(--chart-actual)"} stroke="var(--chart-actual)" strokeWidth={2} />
            )}
            <rect className="chart-hit" x={x(i) - slot / 2} y={TOP} width={slot} height={HEIGHT} rx={3} />
            {named(i) && (
              <text aria-hidden x={Math.min(x(i), width - NAME / 2)} y={TOP + HEIGHT + 18} textAnchor="middle">
                {formatMonth(p.month)}
              </text>
            )}
          </Point>
        ))}
      </svg>
      {active && shown !== undefined && (
        <Tip x={x(shown)} width={width}>
          {active.words}
        </Tip>
      )}
    </div>
  );
}

interface LinesProps {
  points: MonthPoint[];
  x: (i: number) => number;
  y: (amount: number) => number;
}

/** What was, what is expected, and between which amounts; the band opens at the last month that is over. */
function Lines({ points, x, y }: LinesProps) {
  const begin = points.findIndex((p) => p.band);
  const from = begin === -1 ? points.length : begin;
  const past = points.slice(0, from).map((p, i) => ({ i, amount: p.amount }));
  const ahead = points.map((p, i) => ({ i, p })).slice(Math.max(from - 1, 0));
  const draw = line<{ i: number; amount: number }>((d) => x(d.i), (d) => y(d.amount)).curve(curveMonotoneX);
  const band = (low: (p: MonthPoint) => number, high: (p: MonthPoint) => number) =>
    area<{ i: number; p: MonthPoint }>(
      (d) => x(d.i),
      (d) => y(low(d.p)),
      (d) => y(high(d.p)),
    ).curve(curveMonotoneX)(ahead) ?? "";
  return (
    <g aria-hidden>
      {begin !== -1 && (
        <>
          <path d={band((p) => p.band?.lo95 ?? p.amount, (p) => p.band?.hi95 ?? p.amount)} fill="var(--chart-band95)" />
          <path d={band((p) => p.band?.lo80 ?? p.amount, (p) => p.band?.hi80 ?? p.amount)} fill="var(--chart-band80)" />
          <path
            d={draw(ahead.map(({ i, p }) => ({ i, amount: p.amount }))) ?? ""}
            fill="none"
            stroke="var(--chart-actual)"
            strokeWidth={2}
            strokeDasharray="5 4"
          />
        </>
      )}
      <path d={draw(past) ?? ""} fill="none" stroke="var(--chart-actual)" strokeWidth={2} />
    </g>
  );
}

interface PointProps {
  point: MonthPoint;
  attributes: object;
  children: ReactNode;
}

/** A month under pointer and keyboard; where it has rows, a link to them. */
function Point({ point, attributes, children }: PointProps) {
  if (point.href) {
    return (
      <Link href={point.href} className="chart-point" aria-label={point.words} {...attributes}>
        {children}
      </Link>
    );
  }
  return (
    <g className="chart-point" role="img" aria-label={point.words} {...attributes}>
      {children}
    </g>
  );
}
