import "./calendar.css";

import { ActionIcon, Anchor, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";

import type { RecurringSeries } from "../../api/types";
import { Section } from "../../components/Section";
import { formatDay, formatMoney, formatMonth } from "../../format";
import { monthRange, rowsOf } from "../../links";
import { sum } from "../../money";
import { nameOf } from "./alerts";
import { addMonths, dueBetween, firstWeekday, weeksOf, type Due } from "./calendar";

const MONTHS_AHEAD = 12;

const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short", timeZone: "UTC" });
/** Monday is 1; 1 January 2024 was one. */
const weekdayName = (number: number) => weekday.format(new Date(Date.UTC(2024, 0, number)));

/** What is expected on which day of a month. */
export function MonthCalendar({ series, currency }: { series: RecurringSeries[]; currency: string }) {
  const first = series.flatMap((s) => s.next_date ?? []).sort()[0];
  const [ahead, setAhead] = useState(0);
  if (!first) return <Text size="sm">Nothing is expected any more.</Text>;
  const month = addMonths(first, ahead, 1);
  const { to } = monthRange(month);
  const due = dueBetween(series, month, to);
  const total = sum(due.filter((d) => d.series.kind === "expense").map((d) => d.series.amount));
  return (
    <Section
      title={formatMonth(month)}
      aside={
        <Group gap="xs">
          <Text size="sm" role="status">
            <span className="number">{formatMoney(total, currency)}</span> expected
          </Text>
          <ActionIcon variant="default" size={44} aria-label="The month before" disabled={ahead === 0} onClick={() => setAhead(ahead - 1)}>
            <IconChevronLeft size={18} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={44}
            aria-label="The next month"
            disabled={ahead === MONTHS_AHEAD}
            onClick={() => setAhead(ahead + 1)}
          >
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      }
    >
      <Days month={month} due={due} currency={currency} />
      <ul className="report-rows calendar-list" aria-label={`Expected in ${formatMonth(month)}`}>
        {due.map(({ date, series: s }, i) => (
          <li key={i} className="report-row">
            <span className="report-name" dir="auto">
              <Anchor component={Link} href={rowsOf({ q: nameOf(s) })} c="inherit">
                {nameOf(s)}
              </Anchor>
              <Text size="sm" c="dimmed">
                {formatDay(date)}
              </Text>
            </span>
            <b className="number">{formatMoney(s.amount, currency)}</b>
          </li>
        ))}
      </ul>
      {due.length === 0 && <Text size="sm">Nothing is expected in this month.</Text>}
    </Section>
  );
}

/** The month as a grid, where there is room for one. */
function Days({ month, due, currency }: { month: string; due: Due[]; currency: string }) {
  const start = firstWeekday(navigator.language);
  return (
    <table className="calendar" aria-label={`Calendar of ${formatMonth(month)}`}>
      <thead>
        <tr>
          {Array.from({ length: 7 }, (_, i) => (
            <th key={i} scope="col">
              {weekdayName(start + i)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month, start).map((week, w) => (
          <tr key={w}>
            {week.map((day, d) => (
              <td key={d}>
                {day && <span className="calendar-day">{Number(day.slice(8))}</span>}
                {due
                  .filter(({ date }) => date === day)
                  .map(({ series: s }, i) => (
                    <Link key={i} className="calendar-due" href={rowsOf({ q: nameOf(s) })} title={nameOf(s)}>
                      <span className="calendar-name" dir="auto">
                        {nameOf(s)}
                      </span>
                      <b className="number">{formatMoney(s.amount, currency)}</b>
                    </Link>
                  ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
