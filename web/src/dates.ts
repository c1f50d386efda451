/** Days and months as the API writes them, `2026-02-09` and `2026-02-01`. */

/** Today where the person is. */
export function today(now = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

export const monthOf = (day: string) => `${day.slice(0, 7)}-01`;

/** The month `by` months after `month`. */
export function shiftMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 10);
}

export const lastDay = (month: string) => shiftDay(shiftMonth(month, 1), -1);
export const daysIn = (month: string) => Number(lastDay(month).slice(8));

export function shiftDay(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}
