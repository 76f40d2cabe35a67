// Clock times on campus as moments: `2026-11-22` `07:10` in a time zone, whatever its offset is on that day. Pure.

const DAY_MS = 86_400_000;

export interface CampusTime {
  /** The day of a moment, `YYYY-MM-DD`. */
  dayOf(ms: number): string;
  /** The moment at which campus clocks show this; where a zone skips the time, the moment of the skip's end. */
  momentOf(day: string, time: string): number;
  /** `12-05 23:00`, as people on campus say it. */
  shown(ms: number): string;
}

/** Clock times of a time zone. */
export function campusTime(timezone: string): CampusTime {
  const form = new Intl.DateTimeFormat("sv-SE", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  /** What clocks there show, as if it were UTC. */
  const shownMs = (ms: number) => Date.parse(`${form.format(ms).replace(" ", "T")}Z`);
  return {
    dayOf: (ms) => form.format(ms).slice(0, 10),
    shown: (ms) => form.format(ms).slice(5, 16),
    momentOf(day, time) {
      const wantedMs = Date.parse(`${day}T${time}:00Z`);
      const firstTry = wantedMs - (shownMs(wantedMs) - wantedMs);
      return wantedMs - (shownMs(firstTry) - firstTry);
    },
  };
}

/** So many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
