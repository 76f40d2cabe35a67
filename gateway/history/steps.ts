// Where buckets begin: at multiples of the step, and days at midnight of the campus. Pure.

const DAY_MS = 86_400_000;
/** No zone is further from UTC than this. */
const FURTHEST_MS = 16 * 3_600_000;

/** The beginning of the bucket that a time belongs to, epoch ms. */
export type BucketStart = (ms: number) => number;

/** Buckets of `stepMs`: whole days in `timezone` (with 23 or 25 hours when its clocks change), anything else from midnight UTC on. */
export function bucketStartOf(stepMs: number, timezone: string): BucketStart {
  return stepMs % DAY_MS === 0 ? daysOf(stepMs / DAY_MS, timezone) : (ms) => Math.floor(ms / stepMs) * stepMs;
}

function daysOf(days: number, timezone: string): BucketStart {
  const dayOf = localDay(timezone);
  const firsts = new Map<number, number>();
  const firstOf = (day: number): number => {
    const known = firsts.get(day);
    if (known !== undefined) return known;
    const ms = firstInstant(day, dayOf);
    firsts.set(day, ms);
    return ms;
  };
  // Most readings lie in the bucket of the one before.
  let from = 0;
  let to = 0;
  return (ms) => {
    if (ms >= from && ms < to) return from;
    const bucket = Math.floor(dayOf(ms) / days) * days;
    from = firstOf(bucket);
    to = firstOf(bucket + days);
    return from;
  };
}

/** Days since 1970-01-01 by the calendar of a zone. */
function localDay(timezone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (ms) => {
    // Not read as a date: beyond the year 9999 its text is none.
    const [year = 1970, month = 1, day = 1] = format.format(ms).split("-").map(Number);
    return Date.UTC(year, month - 1, day) / DAY_MS;
  };
}

/** The first millisecond of a day: midnight, or what comes in its place where clocks are put forward over it. */
function firstInstant(day: number, dayOf: (ms: number) => number): number {
  let before = day * DAY_MS - FURTHEST_MS;
  let within = day * DAY_MS + FURTHEST_MS;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayOf(middle) >= day) within = middle;
    else before = middle;
  }
  return within;
}
