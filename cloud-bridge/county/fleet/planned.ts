// When a campus is without power as planned: every night between two times of day, or over whole days such as a holiday. Pure.

import { common, merged, type Span } from "./spans.ts";

/**
 * `from` and `to` are times of day (`17:30`, may pass midnight), dates (`2027-01-20`, both included) or, of what a campus tells, both together
 * (`2027-01-20 17:30`); on the county's clock.
 */
export interface PlannedOff {
  readonly from: string;
  readonly to: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Who switches off does not look at the clock: so long before, it counts already. */
const EARLY_MS = 20 * MINUTE_MS;
const MOMENT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAYS_MOST = 400;

/** Since when the campus has been within a planned power-off at `nowMs`; null: it is in none. */
export function plannedSince(plans: readonly PlannedOff[], timezone: string, nowMs: number): number | null {
  for (const [fromMs, toMs] of spansOf(plans, timezone, nowMs - DAYS_MOST * DAY_MS, nowMs + DAY_MS))
    if (nowMs >= fromMs && nowMs < toMs) return fromMs;
  return null;
}

/** Whether a connection that was lost at `lostMs` is a planned power-off at `nowMs`, not one that was lost before. */
export function isPlanned(
  plans: readonly PlannedOff[],
  timezone: string,
  lostMs: number | null,
  nowMs: number,
): boolean {
  if (plans.length === 0 || lostMs === null) return false;
  const since = plannedSince(plans, timezone, nowMs);
  return since !== null && lostMs >= since - EARLY_MS;
}

/** Planned power-off between two moments. */
export function plannedSpans(plans: readonly PlannedOff[], timezone: string, fromMs: number, toMs: number): Span[] {
  const all = spansOf(plans, timezone, fromMs, toMs).map(([from, to]) => ({ fromMs: from, toMs: to }));
  return common(merged(all), [{ fromMs, toMs }]);
}

/** Every planned power-off that touches a stretch of time. */
function spansOf(
  plans: readonly PlannedOff[],
  timezone: string,
  fromMs: number,
  toMs: number,
): (readonly [fromMs: number, toMs: number])[] {
  return plans.flatMap(({ from, to }) => {
    if (MOMENT.test(from)) return [[wallMoment(from, timezone), wallMoment(to, timezone)] as const];
    if (DATE.test(from)) return [[momentOf(from, 0, timezone), momentOf(to, 24 * 60, timezone)] as const];
    const [begin, end] = [minuteOf(from), minuteOf(to)];
    const spans: (readonly [number, number])[] = [];
    // The day before the first one may reach into it.
    for (let ms = Math.max(fromMs - DAY_MS, toMs - DAYS_MOST * DAY_MS); ms < toMs + DAY_MS; ms += DAY_MS) {
      const day = dateOf(ms, timezone);
      spans.push([momentOf(day, begin, timezone), momentOf(day, end <= begin ? end + 24 * 60 : end, timezone)]);
    }
    return spans;
  });
}

function wallMoment(wall: string, timezone: string): number {
  return momentOf(wall.slice(0, 10), minuteOf(wall.slice(11)), timezone);
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** `2026-11-22` on the clock of a zone. */
function dateOf(ms: number, timezone: string): string {
  return formatOf(timezone).format(ms).slice(0, 10);
}

/** The moment at which the clock of a zone shows so many minutes after the midnight that begins a date. */
function momentOf(date: string, minutes: number, timezone: string): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
  const shown = formatOf(timezone).format(asUtc).replace(" ", "T");
  return asUtc - (Date.parse(`${shown}:00Z`) - Math.floor(asUtc / MINUTE_MS) * MINUTE_MS);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-22 17:30`. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const two = "2-digit";
    format = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: two, day: two, hour: two, minute: two, hourCycle: "h23" }); // biome-ignore format: one line
    formats.set(timeZone, format);
  }
  return format;
}
