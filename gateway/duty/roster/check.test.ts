import { describe, expect, it } from "vitest";
import { calendarOf, shippedYears } from "../calendar/calendar.ts";
import { checkOwnDays, checkYear } from "../calendar/check.ts";
import { guardShift } from "../testing.ts";
import { campusTime } from "./campus-time.ts";
import { checkShifts, checkSwap, whereNamed } from "./check.ts";
import type { Shift } from "./roster.ts";

const known = { hasPerson: (id: string) => id.startsWith("p-"), hasPost: (id: string) => id === "guard" };
const good = guardShift("day", "07:00", "19:00", [["p-1"], ["p-2"]]);
const faults = (shifts: readonly Shift[], before: readonly Shift[] = []) =>
  checkShifts(shifts, known, before).map(({ path, fault }) => `${path.replace("/shifts/", "")} ${fault}`);

describe("shifts as somebody entered them", () => {
  const rotation = good.rotation;
  it.each([
    [{ id: "Day 1" }, "0/id notAnId"],
    [{ name: " " }, "0/name required"],
    [{ name: "很".repeat(33) }, "0/name tooLong"],
    [{ post: "roof" }, "0/post unknownPost"],
    [{ from: "7:00" }, "0/from notATime"],
    [{ to: "24:00" }, "0/to notATime"],
    [{ rotation: { ...rotation, start: "2026-02-30" } }, "0/rotation/start notADay"],
    [{ rotation: { ...rotation, groups: [] } }, "0/rotation/groups required"],
    [{ rotation: { ...rotation, groups: [["p-1", "x"]] } }, "0/rotation/groups/0/1 unknownPerson"],
    [{ rotation: { ...rotation, groups: [[], ["p-1", "p-1"]] } }, "0/rotation/groups/1/1 twice"],
  ] as const)("%j is told at its field", (more, fault) => {
    expect(faults([{ ...good, ...more }])).toEqual([fault]);
  });

  it("two of one id are told, and a post that the configuration has lost does not lock the roster", () => {
    expect(faults([good, good])).toEqual(["1/id twice"]);
    const lost = { ...good, post: "roof" };
    expect(faults([lost], [lost])).toEqual([]);
  });
});

describe("a swap", () => {
  const night = guardShift("night", "19:00", "07:00", [["p-3"]]);
  const time = campusTime("Asia/Shanghai");
  const workday = { ...good, days: "workday" } as const;
  const facts = (...shifts: Shift[]) => ({ roster: { shifts, swaps: [] }, calendar: calendarOf(shippedYears()), time });
  const check = (shifts: Shift[], shift: string, day: string, persons: string[]) =>
    checkSwap(facts(...shifts), { shift, day, persons }, known).map(({ path, fault }) => `${path} ${fault}`);

  it("takes whoever is free, also nobody, and shifts that only touch are no overlap", () => {
    expect(check([good, night], "night", "2026-11-24", [])).toEqual([]);
    expect(check([good, night], "night", "2026-11-24", ["p-2"])).toEqual([]);
  });

  it("refuses what is not there, and who would be in two places at once", () => {
    expect(check([good], "noon", "2026-11-24", ["p-1"])).toEqual(["/shift unknownShift"]);
    expect(check([good], "day", "2026-11-31", ["p-1"])).toEqual(["/day notADay"]);
    expect(check([workday], "day", "2026-11-28", ["p-1"])).toEqual(["/day notHeldThatDay"]);
    const other = { ...guardShift("gate", "06:00", "08:00", [["p-3"]]), post: "guard" };
    expect(check([good, other], "day", "2026-11-24", ["p-1", "p-3"])).toEqual(["/persons/1 swapOverlaps"]);
  });
});

it("a person is named by shifts, and by swaps of today and later", () => {
  const swaps = [
    { shift: "day", day: "2026-11-22", persons: ["p-9"] },
    { shift: "day", day: "2026-11-23", persons: ["p-1"] },
  ];
  const named = whereNamed({ shifts: [good], swaps }, "2026-11-23");
  expect([...named]).toEqual([
    ["p-1", ["day", "day 2026-11-23"]],
    ["p-2", ["day"]],
  ]);
});

describe("days as somebody entered them", () => {
  const year = {
    year: 2027,
    source: "notice",
    holidays: [{ name: { "zh-CN": "元旦" }, from: "2027-01-01", to: "2027-01-03" }],
    swappedWorkdays: ["2027-01-09"],
  };
  const [first] = year.holidays;
  const twice = first === undefined ? [] : [first, first];
  it.each([
    [{}, []],
    [{ year: 2026 }, ["/year shippedYear"]],
    [{ source: " " }, ["/source required"]],
    [{ holidays: [] }, ["/holidays required"]],
    [{ holidays: twice }, ["/holidays/1 daysOverlap"]],
    [{ swappedWorkdays: ["2027-01-11"] }, ["/swappedWorkdays/0 notAWeekend"]],
    [{ swappedWorkdays: ["2027-01-02"] }, ["/swappedWorkdays/0 onHoliday"]],
    [{ swappedWorkdays: ["2028-01-09"] }, ["/swappedWorkdays/0 otherYear"]],
    [{ swappedWorkdays: ["2027-01-09", "2027-01-09"] }, ["/swappedWorkdays/1 twice"]],
  ])("a year with %j: %j", (more, told) => {
    const wrong = checkYear({ ...year, ...more }, new Set([2026]));
    expect(wrong.map(({ path, fault }) => `${path} ${fault}`)).toEqual(expect.arrayContaining([...told]));
    expect(wrong.length === 0).toBe(told.length === 0);
  });

  it("the school's own days must be days, in order, and not both free and not", () => {
    const own = {
      daysOff: [
        { name: "校运会", from: "2026-10-22", to: "2026-10-23" },
        { name: "", from: "2026-10-29", to: "2026-10-28" },
      ],
      schoolDays: [{ day: "2026-10-23", name: "补" }],
    };
    expect(checkOwnDays(own).map(({ path, fault }) => `${path} ${fault}`)).toEqual([
      "/daysOff/1/name required",
      "/daysOff/1/to endBeforeBegin",
      "/schoolDays/0/day daysOverlap",
    ]);
  });
});
