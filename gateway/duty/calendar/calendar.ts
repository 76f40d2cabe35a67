// Which days people work: the State Council's holidays and swapped working days, one data file per year, never computed.
import { readdirSync, readFileSync } from "node:fs";
import type { DayKind, HolidaySpan, OwnDays } from "../../contract/duty.ts";

/** One year as the State Council announced it. */
export interface HolidayYear {
  readonly year: number;
  /** The notice, with its date. */
  readonly source: string;
  readonly holidays: readonly HolidaySpan[];
  /** Saturdays and Sundays on which people work (调休). */
  readonly swappedWorkdays: readonly string[];
}

export type { DayKind } from "../../contract/duty.ts";

export interface Calendar {
  /** What a day is; of a year without data only weekday and weekend are known. */
  kindOf(day: string): DayKind;
  /** The holiday that a day belongs to, in the languages of its file. */
  holidayOf(day: string): Readonly<Record<string, string>> | null;
  /** What people call the day when it is neither a plain working day nor a plain weekend. */
  nameOf(day: string): Readonly<Record<string, string>> | null;
  /** True when the school itself decided what this day is. */
  isOwn(day: string): boolean;
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

const NO_DAYS: OwnDays = { daysOff: [], schoolDays: [] };
const SWAPPED = { "zh-CN": "调休上班", en: "Swapped working day" };

/** Looks days up in these years; what the school decided for itself comes first. Days are `YYYY-MM-DD` of the campus. */
export function calendarOf(years: readonly HolidayYear[], own: OwnDays = NO_DAYS): Calendar {
  const known = new Set(years.map(({ year }) => year));
  const swapped = new Set(years.flatMap(({ swappedWorkdays }) => swappedWorkdays));
  const holidays = years.flatMap((year) => year.holidays);
  const schoolDays = new Map(own.schoolDays.map(({ day, name }) => [day, name]));
  const dayOff = (day: string) => own.daysOff.find(({ from, to }) => from <= day && day <= to)?.name;
  const called = (name: string) => ({ "zh-CN": name });
  const holidayOf = (day: string) => {
    if (schoolDays.has(day)) return null;
    const off = dayOff(day);
    return off === undefined ? (holidays.find(({ from, to }) => from <= day && day <= to)?.name ?? null) : called(off);
  };
  return {
    kindOf(day) {
      // A school day on a plain weekday is one like any other; on any other day it is swapped.
      if (schoolDays.has(day)) return isWeekend(day) ? "swapped" : "workday";
      if (holidayOf(day) !== null) return "holiday";
      if (swapped.has(day)) return "swapped";
      return isWeekend(day) ? "weekend" : "workday";
    },
    holidayOf,
    nameOf(day) {
      const school = schoolDays.get(day);
      if (school !== undefined) return called(school);
      return holidayOf(day) ?? (swapped.has(day) ? SWAPPED : null);
    },
    isOwn: (day) => schoolDays.has(day) || dayOff(day) !== undefined,
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
