// Which days the gateway has really run: what is forgotten by its age is forgotten only by a clock that such days bear out, so that no start
// with a clock that is years ahead deletes what nobody can bring back.

const DAY_MS = 86_400_000;
/** The days before a moment that are looked at. */
const WITHIN_DAYS = 60;
export const LIVED_WITHIN_MS = WITHIN_DAYS * DAY_MS;
/** So many of them must have been lived: a clock must be wrong for weeks before it deletes anything, and holidays do not matter for long. */
const LEAST_DAYS = 20;

/** The day of UTC that a moment lies in, counted from 1970. */
export function dayNumber(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** What is older than this may be forgotten; minus infinity, i.e. nothing at all, while the clock is not borne out by days that were lived. */
export function forgettableBefore(nowMs: number, keepMs: number, daysLived: Iterable<number>): number {
  const today = dayNumber(nowMs);
  const near = new Set([...daysLived].filter((day) => day <= today && day > today - WITHIN_DAYS));
  return near.size >= LEAST_DAYS ? nowMs - keepMs : Number.NEGATIVE_INFINITY;
}
