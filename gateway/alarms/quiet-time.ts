// When it is quiet: days and clock times of the campus, compared as its clocks show them. Pure. Nothing is turned into a moment, so a
// zone that skips or repeats an hour, or a clock that is set, needs no rule of its own: it is quiet when the clock on the wall says so.
import type { QuietOccurrence, QuietWhen } from "../contract/quiet.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** How far ahead occurrences are looked for. */
const MOST_DAYS_AHEAD = 400;

/** What clocks on campus show. */
export interface WallTime {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Minute of that day. */
  readonly minute: number;
}

/** Reads the clocks of a time zone; within one minute they show the same. */
export function wallClock(timezone: string): (ms: number) => WallTime {
  const form = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
  let known = { at: Number.NaN, time: { day: 0, minute: 0 } };
  return (ms) => {
    const at = Math.floor(ms / MINUTE_MS);
    if (known.at !== at) known = { at, time: wallTimeOf(form.format(at * MINUTE_MS)) };
    return known.time;
  };
}

function wallTimeOf(shown: string): WallTime {
  return { day: dayNumber(shown.slice(0, 10)), minute: minuteOf(shown.slice(11, 16)) };
}

/** The occurrence that runs at a time, with `afterMinutes` more at its end; null when none does. */
export function runningAt(
  when: QuietWhen,
  cancelled: readonly string[],
  { day, minute }: WallTime,
  afterMinutes = 0,
): QuietOccurrence | null {
  const now = day * DAY_MINUTES + minute;
  // One that began yesterday may last until today, or ended a moment ago.
  const starts = when.is === "once" ? [dayNumber(when.fromDay)] : [day, day - 1, day - 2];
  for (const start of starts) {
    const span = spanOn(when, start);
    if (span === null || cancelled.includes(dayText(start))) continue;
    if (now >= span.from && now < span.to + afterMinutes) return occurrence(start, span);
  }
  return null;
}

/** The next ones that begin after a time. */
export function nextOf(
  when: QuietWhen,
  cancelled: readonly string[],
  { day, minute }: WallTime,
  most: number,
): readonly QuietOccurrence[] {
  const now = day * DAY_MINUTES + minute;
  const found: QuietOccurrence[] = [];
  const first = Math.max(day, dayNumber(firstDayOf(when)));
  for (let start = first; start <= first + MOST_DAYS_AHEAD && found.length < most; start++) {
    const span = spanOn(when, start);
    if (span !== null && span.from > now && !cancelled.includes(dayText(start))) found.push(occurrence(start, span));
  }
  return found;
}

/** The first moment, in UTC at the latest, after which it never runs again; infinity when it has no last day. */
export function overMs(when: QuietWhen): number {
  const last = when.is === "once" ? when.toDay : when.lastDay;
  return last === null ? Number.POSITIVE_INFINITY : (dayNumber(last) + 3) * DAY_MS;
}

/** Which part of it can never be: a day that no calendar has (`firstDay` …), or all of it (empty); null when it is well. */
export function problemIn(when: QuietWhen): string | null {
  const { fromDay, toDay } = when.is === "once" ? when : { fromDay: when.firstDay, toDay: when.lastDay };
  const [first, last] = when.is === "once" ? ["fromDay", "toDay"] : ["firstDay", "lastDay"];
  if (!isDay(fromDay)) return first;
  if (toDay !== null && !isDay(toDay)) return last;
  return happens(when) ? null : "";
}

/** Whether it has any occurrence at all. */
function happens(when: QuietWhen): boolean {
  return nextOf(when, [], { day: dayNumber(firstDayOf(when)) - 1, minute: 0 }, 1).length > 0;
}

/** A day that the calendar has. */
function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayText(dayNumber(text)) === text;
}

interface Span {
  /** Minutes since 1970-01-01 on the wall. */
  readonly from: number;
  readonly to: number;
}

/** The occurrence that begins on a day. */
function spanOn(when: QuietWhen, day: number): Span | null {
  const at = (on: number, time: string) => on * DAY_MINUTES + minuteOf(time);
  if (when.is === "once") {
    if (dayNumber(when.fromDay) !== day) return null;
    const span = { from: at(day, when.from), to: at(dayNumber(when.toDay), when.to) };
    return span.to > span.from ? span : null;
  }
  if (day < dayNumber(when.firstDay) || (when.lastDay !== null && day > dayNumber(when.lastDay))) return null;
  if (!(when.is === "weekly" ? when.weekdays.includes(weekdayOf(day)) : isNth(when.nth, when.weekday, day)))
    return null;
  const from = at(day, when.from);
  const to = at(day, when.to);
  return { from, to: to > from ? to : to + DAY_MINUTES };
}

function firstDayOf(when: QuietWhen): string {
  return when.is === "once" ? when.fromDay : when.firstDay;
}

function isNth(nth: number, weekday: number, day: number): boolean {
  if (weekdayOf(day) !== weekday) return false;
  const monthOf = (one: number) => dayText(one).slice(0, 7);
  if (nth === -1) return monthOf(day + 7) !== monthOf(day);
  return Math.ceil(Number(dayText(day).slice(8)) / 7) === nth;
}

/** 1 Monday … 7 Sunday. */
function weekdayOf(day: number): number {
  return ((day + 3) % 7) + 1;
}

function occurrence(day: number, { from, to }: Span): QuietOccurrence {
  return { day: dayText(day), from: shown(from), to: shown(to) };
}

function shown(minutes: number): string {
  return new Date(minutes * MINUTE_MS).toISOString().slice(0, 16).replace("T", " ");
}

function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

function dayText(day: number): string {
  const ms = day * DAY_MS;
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : "";
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
