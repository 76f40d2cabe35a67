// Days of the campus as `YYYY-MM-DD`, and the weeks and months that a roster shows of them. Pure.

const DAY_MS = 86_400_000;

export type Span = "week" | "month";

const msOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** So many days later. */
export function addDays(day: string, days: number): string {
  return dayAt(msOf(day) + days * DAY_MS);
}

/** 0 is Monday: a week of a school begins with it. */
export function weekdayOf(day: string): number {
  return (new Date(msOf(day)).getUTCDay() + 6) % 7;
}

/** True for a day that the calendar has, written as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && Number.isFinite(msOf(text)) && dayAt(msOf(text)) === text;
}

/** The days of the week or month that a day is in. */
export function daysOf(span: Span, day: string): readonly string[] {
  const first = span === "week" ? addDays(day, -weekdayOf(day)) : `${day.slice(0, 7)}-01`;
  const count = span === "week" ? 7 : lengthOfMonth(first);
  return Array.from({ length: count }, (_, i) => addDays(first, i));
}

/** A day of the week or month so many before (negative) or after. */
export function turned(span: Span, day: string, by: number): string {
  if (span === "week") return addDays(day, 7 * by);
  const [year = 0, month = 1] = day.split("-").map(Number);
  return dayAt(Date.UTC(year, month - 1 + by, 1));
}

function lengthOfMonth(first: string): number {
  return (msOf(turned("month", first, 1)) - msOf(first)) / DAY_MS;
}
