import { Progress, Text } from "@mantine/core";
import { Link } from "wouter";

import { lastDay, monthOf } from "../../dates";
import { formatMoney, formatMonth, formatPercent } from "../../format";
import { listing } from "../transactions/filters";
import { AmountCell } from "./AmountCell";
import type { Line } from "./plan";

interface Props {
  lines: Line[];
  month: string;
  currency: string;
  onChange: (line: Line, amount: string | null) => Promise<void>;
}

/** From this probability on it is said that a budget may not hold. */
const RISKY = 0.5;

/** Categories against months: what is allowed, spent, left, and how the months before went. Cards on a phone. */
export function BudgetTable({ lines, month, currency, onChange }: Props) {
  const before = lines[0]?.before ?? [];
  const money = (amount: string) => formatMoney(amount, currency);
  const rows = (category: string, of: string) => listing({ category, from: monthOf(of), to: lastDay(of) });
  return (
    <table className="outlay-budgets" aria-label={`Budgets of ${formatMonth(month)}`}>
      <thead>
        <tr>
          <th scope="col">Category</th>
          <th scope="col" className="outlay-right">
            Budget
          </th>
          <th scope="col" className="outlay-right">
            Spent
          </th>
          <th scope="col">Left</th>
          {before.map(({ month: of }) => (
            <th key={of} scope="col" className="outlay-right outlay-past">
              {formatMonth(of)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.category}>
            <th scope="row">{line.category}</th>
            <td className="outlay-right" data-label="Budget">
              <AmountCell line={line} currency={currency} onChange={(amount) => onChange(line, amount)} />
            </td>
            <td className="outlay-right" data-label="Spent">
              <Link href={rows(line.category, month)} className="outlay-amount-link">
                {money(line.spent)}
              </Link>
            </td>
            <td data-label="Left" className="outlay-left">
              {line.budget !== undefined && line.left !== undefined && <Left line={line} money={money} />}
            </td>
            {line.before.map(({ month: of, spent, over }) => (
              <td key={of} className="outlay-right outlay-past" data-over={over || undefined}>
                <Link href={rows(line.category, of)} className="outlay-amount-link" aria-label={`${line.category} in ${formatMonth(of)}: ${money(spent)}${over ? ", over the budget" : ""}`}>
                  {Number(spent) === 0 ? "–" : money(spent)}
                </Link>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Left({ line, money }: { line: Line; money: (amount: string) => string }) {
  const left = line.left!;
  const over = left.startsWith("-");
  const used = Number(line.budget) > 0 ? (Number(line.spent) / Number(line.budget)) * 100 : over ? 100 : 0;
  return (
    <>
      <Text size="sm" fw={600} c={over ? "var(--outlay-over)" : undefined} className="outlay-nobreak" data-left={!over || undefined}>
        {over ? `${money(left.slice(1))} over` : money(left)}
      </Text>
      <Progress value={Math.min(used, 100)} size="xs" color={over ? "red" : used > 85 ? "yellow" : "brand.7"} aria-label={`Spent of the budget of ${line.category}`} />
      {!over && line.risk !== undefined && line.risk >= RISKY && (
        <Text size="xs" c="dimmed">
          {formatPercent(line.risk)} likely to go over
        </Text>
      )}
    </>
  );
}
