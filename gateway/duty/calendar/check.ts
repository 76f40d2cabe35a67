// Whether an imported holiday year, or the school's own days, can be believed: everything that is wrong, each at its field. Pure.
import type { OwnDays } from "../../contract/duty.ts";
import type { Fault } from "../documents.ts";
import { isDay } from "../roster/days.ts";
import { calendarOf, type HolidayYear, weekdayOf } from "./calendar.ts";

const MOST_HOLIDAYS = 30;
const MOST_SWAPPED = 30;
const MOST_OWN = 200;

/** Everything that is wrong with a year as somebody typed it from the notice. */
export function checkYear(year: HolidayYear, shipped: ReadonlySet<number>): readonly Fault[] {
  const wrong: Fault[] = [];
  if (shipped.has(year.year)) wrong.push({ path: "/year", fault: "shippedYear", values: { year: year.year } });
  if (year.source.trim() === "") wrong.push({ path: "/source", fault: "required" });
  if (year.holidays.length === 0) wrong.push({ path: "/holidays", fault: "required" });
  if (year.holidays.length > MOST_HOLIDAYS)
    wrong.push({ path: "/holidays", fault: "tooMany", values: { limit: MOST_HOLIDAYS } });
  if (year.swappedWorkdays.length > MOST_SWAPPED)
    wrong.push({ path: "/swappedWorkdays", fault: "tooMany", values: { limit: MOST_SWAPPED } });
  const dayIn = (path: string, day: string) => {
    if (!isDay(day)) wrong.push({ path, fault: "notADay" });
    else if (!day.startsWith(`${year.year}-`)) wrong.push({ path, fault: "otherYear", values: { year: year.year } });
    else return true;
    return false;
  };
  for (const [n, { name, from, to }] of year.holidays.entries()) {
    const path = `/holidays/${n}`;
    if ((name["zh-CN"] ?? "").trim() === "") wrong.push({ path: `${path}/name/zh-CN`, fault: "required" });
    if (!dayIn(`${path}/from`, from) || !dayIn(`${path}/to`, to)) continue;
    if (to < from) wrong.push({ path: `${path}/to`, fault: "endBeforeBegin" });
    if (year.holidays.slice(0, n).some((other) => other.from <= to && from <= other.to))
      wrong.push({ path, fault: "daysOverlap" });
  }
  const holidays = calendarOf([{ ...year, swappedWorkdays: [] }]);
  for (const [n, day] of year.swappedWorkdays.entries()) {
    const path = `/swappedWorkdays/${n}`;
    if (!dayIn(path, day)) continue;
    if (weekdayOf(day) % 6 !== 0) wrong.push({ path, fault: "notAWeekend" });
    else if (holidays.holidayOf(day) !== null) wrong.push({ path, fault: "onHoliday" });
    else if (year.swappedWorkdays.indexOf(day) !== n) wrong.push({ path, fault: "twice" });
  }
  return wrong;
}

/** Everything that is wrong with the school's own days. */
export function checkOwnDays({ daysOff, schoolDays }: OwnDays): readonly Fault[] {
  const wrong: Fault[] = [];
  for (const [path, list] of Object.entries({ "/daysOff": daysOff, "/schoolDays": schoolDays }))
    if (list.length > MOST_OWN) wrong.push({ path, fault: "tooMany", values: { limit: MOST_OWN } });
  for (const [n, { name, from, to }] of daysOff.entries()) {
    const path = `/daysOff/${n}`;
    if (name.trim() === "") wrong.push({ path: `${path}/name`, fault: "required" });
    if (!isDay(from)) wrong.push({ path: `${path}/from`, fault: "notADay" });
    else if (!isDay(to)) wrong.push({ path: `${path}/to`, fault: "notADay" });
    else if (to < from) wrong.push({ path: `${path}/to`, fault: "endBeforeBegin" });
  }
  for (const [n, { day, name }] of schoolDays.entries()) {
    const path = `/schoolDays/${n}`;
    if (name.trim() === "") wrong.push({ path: `${path}/name`, fault: "required" });
    if (!isDay(day)) wrong.push({ path: `${path}/day`, fault: "notADay" });
    else if (daysOff.some(({ from, to }) => from <= day && day <= to))
      wrong.push({ path: `${path}/day`, fault: "daysOverlap" });
  }
  return wrong;
}
