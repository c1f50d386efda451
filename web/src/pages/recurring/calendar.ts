import type { RecurringSeries } from "../../api/types";

/** Days on which recurring charges are expected, and the days of a month as a calendar shows them. */

type Cadence = RecurringSeries["cadence"];

/** The step from one charge to the next: weeks as days, else months. */
const STEP: Record<Cadence, { days: number } | { months: number }> = {
  weekly: { days: 7 },
  fortnightly: { days: 14 },
  twice_a_month: { days: 15 },
  every_three_weeks: { days: 21 },
  every_four_weeks: { days: 28 },
  monthly: { months: 1 },
  every_five_weeks: { days: 35 },
  every_six_weeks: { days: 42 },
  every_eight_weeks: { days: 56 },
  every_two_months: { months: 2 },
  quarterly: { months: 3 },
  every_four_months: { months: 4 },
  half_yearly: { months: 6 },
  yearly: { months: 12 },
};

const iso = (time: number) => new Date(time).toISOString().slice(0, 10);
const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);

/** `day` moved by months; on `dayOfMonth` or the month's last day where that does not exist. */
export function addMonths(day: string, months: number, dayOfMonth: number): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return iso(Date.UTC(year, month - 1 + months, Math.min(dayOfMonth, last)));
}

export interface Due {
  date: string;
  series: RecurringSeries;
}

/** Expected charges from `from` to `to`, oldest first. */
export function dueBetween(series: RecurringSeries[], from: string, to: string): Due[] {
  const found: Due[] = [];
  for (const s of series) {
    if (!s.next_date || s.state === "stopped") continue;
    const step = STEP[s.cadence];
    const day = s.day_of_month ?? Number(s.next_date.slice(8));
    let date = s.next_date;
    for (let i = 1; date <= to; i++) {
      if (date >= from) found.push({ date, series: s });
      date = "days" in step ? iso(utc(s.next_date) + i * step.days * 86_400_000) : addMonths(s.next_date, i * step.months, day);
    }
  }
  return found.sort((a, b) => a.date.localeCompare(b.date) || Number(b.series.amount) - Number(a.series.amount));
}

/** The weeks of the month that begins on `month`; days of the neighbours are `undefined`. `firstDay` is 1 for Monday to 7. */
export function weeksOf(month: string, firstDay: number): (string | undefined)[][] {
  const begin = utc(month);
  const lead = (((new Date(begin).getUTCDay() || 7) - firstDay + 7) % 7);
  const days = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate();
  const cells = [
    ...Array<undefined>(lead).fill(undefined),
    ...Array.from({ length: days }, (_, i) => iso(begin + i * 86_400_000)),
  ];
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, w) => Array.from({ length: 7 }, (_, d) => cells[w * 7 + d]));
}

/** The day on which a week begins where the reader is; Monday where that is not known. */
export function firstWeekday(language: string): number {
  try {
    const locale = new Intl.Locale(language) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
    return locale.getWeekInfo?.().firstDay ?? locale.weekInfo?.firstDay ?? 1;
  } catch {
    return 1;
  }
}
