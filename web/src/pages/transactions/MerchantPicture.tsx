import { Text } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";

import { useLikes } from "../../api/expenses";
import type { Expense } from "../../api/types";
import { formatDay, formatMoney, plural } from "../../format";
import { placeName } from "../../ledger";

const HEIGHT = 84;
const EDGE = 6;

/** What was paid at the same place before: a dot a charge, this one filled in another colour, a line at the usual amount. */
export function MerchantPicture({ expense, currency }: { expense: Expense; currency: string }) {
  const { ref, width } = useElementSize();
  const name = placeName(expense.description);
  const likes = useLikes(name).data?.items.filter((e) => e.kind === expense.kind) ?? [];
  if (name === "" || likes.length < 2) {
    return (
      <Text size="sm" c="dimmed">
        Nothing else has a description like this one.
      </Text>
    );
  }
  const amounts = likes.map((e) => Number(e.amount)).sort((a, b) => a - b);
  const usual = amounts[Math.floor(amounts.length / 2)]!;
  const [low, high] = [Math.min(amounts[0]!, 0), Math.max(amounts.at(-1)!, 0)];
  const days = likes.map((e) => Date.parse(e.date));
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const x = (day: string) => EDGE + ((Date.parse(day) - first) / (last - first || 1)) * Math.max(width - 2 * EDGE, 0);
  const y = (amount: number) => EDGE + (1 - (amount - low) / (high - low || 1)) * (HEIGHT - 2 * EDGE);
  const said = `${plural(likes.length, "entry", "entries")} like “${name}”, usually ${formatMoney(String(usual), currency)}`;
  return (
    <div ref={ref}>
      <svg width={width} height={HEIGHT} role="img" aria-label={said} className="outlay-dots">
        <line x1={0} x2={width} y1={y(usual)} y2={y(usual)} />
        {likes.map((e) => (
          <circle key={e.id} cx={x(e.date)} cy={y(Number(e.amount))} r={e.id === expense.id ? 5 : 3} data-this={e.id === expense.id || undefined}>
            <title>{`${formatDay(e.date)}: ${formatMoney(e.amount, currency)}`}</title>
          </circle>
        ))}
      </svg>
      <Text size="xs" c="dimmed">
        {said}, {formatDay(likes.at(-1)!.date)} to {formatDay(likes[0]!.date)}.
      </Text>
    </div>
  );
}
