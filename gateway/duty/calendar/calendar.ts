// Which days people work: the State Council's holidays and swapped working days, one data file per year, never computed.
import { readdirSync, readFileSync } from "node:fs";

/** One year as the State Council announced it. */
export interface HolidayYear {
  readonly year: number;
  /** The notice, with its date. */
  readonly source: string;
  readonly holidays: readonly {
    readonly name: Readonly<Record<string, string>>;
    /** First and last day, `YYYY-MM-DD`. */
    readonly from: string;
    readonly to: string;
  }[];
  /** Saturdays and Sundays on which people work (调休). */
  readonly swappedWorkdays: readonly string[];
}

/** `swapped`: a weekend day on which people work. */
export type DayKind = "workday" | "swapped" | "weekend" | "holiday";

export interface Calendar {
  /** What a day is; of a year without data only weekday and weekend are known. */
  kindOf(day: string): DayKind;
  /** The holiday that a day belongs to, in the languages of its file. */
  holidayOf(day: string): Readonly<Record<string, string>> | null;
  /** True when the year's notice is at hand. */
  knows(year: number): boolean;
}

const FOLDER = new URL("./", import.meta.url);

/** Reads the years that come with the gateway. */
export function shippedYears(): readonly HolidayYear[] {
  return readdirSync(FOLDER)
    .filter((name) => /^20\d\d\.json$/.test(name))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as HolidayYear);
}

/** Looks days up in these years. Days are `YYYY-MM-DD` of the campus. */
export function calendarOf(years: readonly HolidayYear[]): Calendar {
  const known = new Set(years.map(({ year }) => year));
  const swapped = new Set(years.flatMap(({ swappedWorkdays }) => swappedWorkdays));
  const holidays = years.flatMap((year) => year.holidays);
  const holidayOf = (day: string) => holidays.find(({ from, to }) => from <= day && day <= to)?.name ?? null;
  return {
    kindOf(day) {
      if (holidayOf(day) !== null) return "holiday";
      if (swapped.has(day)) return "swapped";
      return isWeekend(day) ? "weekend" : "workday";
    },
    holidayOf,
    knows: (year) => known.has(year),
  };
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

function isWeekend(day: string): boolean {
  return weekdayOf(day) % 6 === 0;
}
