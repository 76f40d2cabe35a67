// Days, months and the two parts of a day as campus clocks show them. Pure.
import { type DayPart, PART_ENDS } from "../contract/sheets.ts";

const DAY_MS = 86_400_000;
const SHORTEST_DAY_MS = 23 * 3_600_000;
const { morning: MORNING, evening: EVENING } = PART_ENDS;

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface CampusDays {
  /** The day of a moment, `YYYY-MM-DD`. */
  dayOf(ms: number): string;
  /** The first moment of a moment's day. */
  startOf(ms: number): number;
  /** As a clock shows it, `HH:MM`. */
  timeOf(ms: number): string;
  /** What a sheet is about; null: there is no such day. */
  partOf(day: string, part: DayPart): Range | null;
  /** Null: there is no such month. */
  monthOf(month: string): Range | null;
}

/** Days of a time zone. */
export function campusDays(timezone: string): CampusDays {
  const form = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  const dayOf = (ms: number) => form.format(ms).slice(0, 10);
  /** What clocks there show, as if it were UTC. */
  const shownMs = (ms: number) => Date.parse(`${form.format(ms).replace(" ", "T")}Z`);
  const momentOf = (day: string, time: string) => {
    const wantedMs = Date.parse(`${day}T${time}:00Z`);
    const firstTry = wantedMs - (shownMs(wantedMs) - wantedMs);
    return wantedMs - (shownMs(firstTry) - firstTry);
  };
  let known = { from: 0, to: 0 };
  return {
    dayOf,
    startOf(ms) {
      // Moments come in order, and within 23 hours of a midnight it is the same day, whatever the clocks did: asking costs 50 µs.
      if (ms < known.from || ms >= known.to) {
        const from = momentOf(dayOf(ms), "00:00");
        known = { from, to: from + SHORTEST_DAY_MS };
      }
      return known.from;
    },
    timeOf: (ms) => form.format(ms).slice(11, 16),
    partOf(day, part) {
      if (!isDay(day)) return null;
      return part === "morning"
        ? { fromMs: momentOf(daysOn(day, -1), EVENING), toMs: momentOf(day, MORNING) }
        : { fromMs: momentOf(day, MORNING), toMs: momentOf(day, EVENING) };
    },
    monthOf(month) {
      const [, year, number] = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(month) ?? [];
      if (year === undefined || number === undefined) return null;
      const next = new Date(Date.UTC(Number(year), Number(number), 1)).toISOString().slice(0, 10);
      return { fromMs: momentOf(`${month}-01`, "00:00"), toMs: momentOf(next, "00:00") };
    },
  };
}

function isDay(day: string): boolean {
  const ms = /^20\d\d-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

function daysOn(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
