// When it is quiet, as tables over zones, nights, months and clocks that are set.
import { describe, expect, test } from "vitest";
import type { QuietWhen } from "../contract/quiet.ts";
import { nextOf, overMs, problemIn, runningAt, wallClock } from "./quiet-time.ts";

const NIGHTS: QuietWhen = {
  is: "weekly",
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  from: "17:30",
  to: "07:00",
  firstDay: "2026-11-23",
  lastDay: "2026-11-29",
};
const SATURDAYS: QuietWhen = { ...NIGHTS, weekdays: [6], from: "08:00", to: "12:00", lastDay: null };
const FIRST_SATURDAY: QuietWhen = { ...SATURDAYS, is: "monthly", nth: 1, weekday: 6 };
const LAST_FRIDAY: QuietWhen = { ...SATURDAYS, is: "monthly", nth: -1, weekday: 5 };
const WINTER: QuietWhen = { is: "once", fromDay: "2027-01-23", from: "12:00", toDay: "2027-02-28", to: "06:00" };

const at = (text: string, zone = "Asia/Shanghai") => wallClock(zone)(Date.parse(text));

describe("it runs from its first minute to before its last", () => {
  test.each([
    ["every night, the minute before", NIGHTS, "2026-11-23T17:29+08:00", null],
    ["every night, its first minute", NIGHTS, "2026-11-23T17:30+08:00", "2026-11-23"],
    ["over midnight it is still yesterday's", NIGHTS, "2026-11-24T06:59+08:00", "2026-11-23"],
    ["in the morning it is over", NIGHTS, "2026-11-24T07:00+08:00", null],
    ["before its first day there was no night", NIGHTS, "2026-11-23T03:00+08:00", null],
    ["the last night lasts into the day after the last", NIGHTS, "2026-11-30T06:59+08:00", "2026-11-29"],
    ["after its last day there is none", NIGHTS, "2026-11-30T18:00+08:00", null],
    ["a Saturday", SATURDAYS, "2026-11-28T09:00+08:00", "2026-11-28"],
    ["not a Sunday", SATURDAYS, "2026-11-29T09:00+08:00", null],
    ["the first Saturday", FIRST_SATURDAY, "2026-12-05T08:00+08:00", "2026-12-05"],
    ["not the second", FIRST_SATURDAY, "2026-12-12T08:00+08:00", null],
    ["the last Friday, which is a fourth", LAST_FRIDAY, "2026-12-25T08:00+08:00", "2026-12-25"],
    ["the last Friday, which is a fifth", LAST_FRIDAY, "2027-01-29T08:00+08:00", "2027-01-29"],
    ["not the fourth where there is a fifth", LAST_FRIDAY, "2027-01-22T08:00+08:00", null],
    ["weeks on end", WINTER, "2027-02-10T03:00+08:00", "2027-01-23"],
    ["until it ends", WINTER, "2027-02-28T06:00+08:00", null],
  ] as const)("%s", (_name, when, time, day) => {
    expect(runningAt(when, [], at(time))?.day ?? null).toBe(day);
  });

  test("a whole day is one whose end is its beginning", () => {
    const days: QuietWhen = { ...SATURDAYS, from: "00:00", to: "00:00" };
    expect(["2026-11-28T00:00", "2026-11-28T23:59", "2026-11-29T00:00"].map((time) => runningAt(days, [], at(`${time}+08:00`))?.day)) // biome-ignore format: one line of times
      .toEqual(["2026-11-28", "2026-11-28", undefined]);
  });
});

describe("it goes by the clock on the wall", () => {
  // New York: 02:00 to 03:00 is left out on 2027-03-14 and comes twice on 2027-11-07.
  const early: QuietWhen = { ...NIGHTS, from: "01:30", to: "02:30", lastDay: null };
  test.each([
    ["before the hour that is left out", "2027-03-14T01:45-05:00", true],
    ["after the hour that is left out the clock says past its end", "2027-03-14T03:00-04:00", false],
    ["the first time that the clock says so", "2027-11-07T01:45-04:00", true],
    ["the second time that the clock says so", "2027-11-07T01:45-05:00", true],
    ["after that", "2027-11-07T02:30-05:00", false],
  ] as const)("%s", (_name, time, runs) => {
    expect(runningAt(early, [], at(time, "America/New_York")) !== null).toBe(runs);
  });

  test("the same moment is night in one zone and day in another", () => {
    const moment = "2026-11-24T10:00Z";
    expect(runningAt(NIGHTS, [], at(moment, "Asia/Shanghai"))?.day).toBe("2026-11-24");
    expect(runningAt(NIGHTS, [], at(moment, "Asia/Urumqi"))).toBeNull();
  });

  test("a clock that is set back or forward is believed at once", () => {
    const clock = wallClock("Asia/Shanghai");
    const runs = (time: string) => runningAt(NIGHTS, [], clock(Date.parse(time))) !== null;
    expect(["2026-11-24T12:00+08:00", "2026-11-24T18:00+08:00", "2026-11-24T12:00+08:00"].map(runs)).toEqual([false, true, false]); // biome-ignore format: one line of times
  });
});

test("what is to come is listed without what was cancelled, and what runs is not to come", () => {
  const now = at("2026-11-24T18:00+08:00");
  expect(nextOf(NIGHTS, ["2026-11-26"], now, 3)).toEqual([
    { day: "2026-11-25", from: "2026-11-25 17:30", to: "2026-11-26 07:00" },
    { day: "2026-11-27", from: "2026-11-27 17:30", to: "2026-11-28 07:00" },
    { day: "2026-11-28", from: "2026-11-28 17:30", to: "2026-11-29 07:00" },
  ]);
  expect(nextOf(FIRST_SATURDAY, [], now, 2).map(({ day }) => day)).toEqual(["2026-12-05", "2027-01-02"]);
  expect(nextOf(WINTER, [], now, 5)).toEqual([{ day: "2027-01-23", from: "2027-01-23 12:00", to: "2027-02-28 06:00" }]);
});

test("one occurrence that is cancelled ends, also while it runs; the others stay", () => {
  expect(runningAt(NIGHTS, ["2026-11-23"], at("2026-11-24T03:00+08:00"))).toBeNull();
  expect(runningAt(NIGHTS, ["2026-11-23"], at("2026-11-24T18:00+08:00"))?.day).toBe("2026-11-24");
});

test("what is to last longer lasts so many minutes longer, and no more", () => {
  expect(runningAt(NIGHTS, [], at("2026-11-24T07:14+08:00"), 15)?.day).toBe("2026-11-23");
  expect(runningAt(NIGHTS, [], at("2026-11-24T07:15+08:00"), 15)).toBeNull();
});

test("what never happens is known beforehand, and what is over is known afterwards", () => {
  expect(problemIn(NIGHTS)).toBeNull();
  expect(problemIn({ ...WINTER, toDay: "2027-01-23", to: "12:00" })).toBe("");
  expect(problemIn({ ...SATURDAYS, lastDay: "2026-11-27" })).toBe("");
  expect(problemIn({ ...SATURDAYS, lastDay: "2027-02-29" })).toBe("lastDay");
  expect(problemIn({ ...WINTER, fromDay: "2027-2-3" })).toBe("fromDay");
  expect(overMs(NIGHTS)).toBeGreaterThan(Date.parse("2026-11-30T07:15+08:00"));
  expect(overMs(SATURDAYS)).toBe(Number.POSITIVE_INFINITY);
});
