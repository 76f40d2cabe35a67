// Times of the campus day. The school is in China, which has one time zone and no summer time.

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const CHINA_OFFSET_MS = 8 * HOUR_MS;

/** A moment of a played day. Days differ in nothing but what a meter has counted. */
export interface Moment {
  readonly seed: number;
  /** Days since 1970, campus time. */
  readonly day: number;
  /** Milliseconds since campus midnight. */
  readonly ofDay: number;
}

/** A stretch of the day, ends in milliseconds since midnight: from ≤ t < to. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function momentOf(seed: number, ms: number): Moment {
  const local = ms + CHINA_OFFSET_MS;
  const day = Math.floor(local / DAY_MS);
  return { seed, day, ofDay: local - day * DAY_MS };
}

/** Epoch ms of a time of day on the day on which `ms` lies. */
export function onTheDayOf(ms: number, ofDay: number): number {
  return ms - momentOf(0, ms).ofDay + ofDay;
}

/** Milliseconds since midnight of `HH:MM` or `HH:MM:SS`; null if it is no time of day. */
export function clockTime(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (match === null) return null;
  const [, hours, minutes, seconds = 0] = match.map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * MINUTE_MS + (Number.isNaN(seconds) ? 0 : seconds * 1000);
}

/** The same for a time that stands in the timetable; throws on a slip of the pen. */
export function at(text: string): number {
  const ms = clockTime(text);
  if (ms === null) throw new TypeError(`${text} is no time of day`);
  return ms;
}

/** `HH:MM:SS` of milliseconds since midnight. */
export function clockText(ofDay: number): string {
  return new Date(ofDay).toISOString().slice(11, 19);
}

export function between(from: string, to: string): Stretch {
  return { from: at(from), to: at(to) };
}

export function isIn({ from, to }: Stretch, ofDay: number): boolean {
  return ofDay >= from && ofDay < to;
}

/** 0 before the stretch, 1 after it, rising evenly within. */
export function ramp({ from, to }: Stretch, ofDay: number): number {
  return Math.max(0, Math.min(1, (ofDay - from) / (to - from)));
}
