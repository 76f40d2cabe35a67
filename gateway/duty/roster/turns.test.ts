import { describe, expect, it } from "vitest";
import { calendarOf, shippedYears } from "../calendar/calendar.ts";
import { campusTime } from "./campus-time.ts";
import type { Roster, Shift } from "./roster.ts";
import { gapsIn, onDuty, turnsIn } from "./turns.ts";

const HOUR = 3_600_000;
const calendar = calendarOf(shippedYears());
const time = campusTime("Asia/Shanghai");
const at = (day: string, clock: string) => time.momentOf(day, clock);

function shift(wish: Partial<Shift> & Pick<Shift, "id" | "from" | "to">, groups: string[][]): Shift {
  return {
    name: wish.id,
    post: "guard",
    days: "every-day",
    ...wish,
    rotation: { per: "day", start: "2026-11-01", groups, ...wish.rotation },
  };
}

const guards: Roster = {
  shifts: [
    shift({ id: "early", from: "07:00", to: "15:00" }, [
      ["zhao", "qian"],
      ["wu", "zhao"],
    ]),
    shift({ id: "late", from: "15:00", to: "23:00" }, [["sun"], ["qian"]]),
    shift({ id: "night", from: "23:00", to: "07:00" }, [["zhou"], ["li"]]),
  ],
  swaps: [],
};
const facts = (roster: Roster) => ({ roster, calendar, time });

describe("who is on duty", () => {
  it("is who began the night, into a holiday and out of it, and into a year of which nothing is known yet", () => {
    const work = shift({ id: "work", from: "22:00", to: "06:00", days: "workday" }, [["a"]]);
    const rest = shift({ id: "rest", from: "22:00", to: "06:00", days: "restday" }, [["b"]]);
    const roster = { shifts: [work, rest], swaps: [] };
    const nights = [
      ["2026-09-30", "2026-10-01"],
      ["2026-10-07", "2026-10-08"],
      ["2026-12-31", "2027-01-01"],
    ] as const;
    const held = nights.map(([before, after]) =>
      [at(before, "23:59"), at(after, "00:00"), at(after, "05:59"), at(after, "22:00")].map((ms) =>
        onDuty(facts(roster), "guard", ms).join(),
      ),
    );
    // Without a notice 1 January 2027 is a Friday like any other: that its notice is missing is a warning.
    expect(held).toEqual([
      ["a", "a", "a", "b"],
      ["b", "b", "b", "a"],
      ["a", "a", "a", "a"],
    ]);
    expect(at("2026-07-01", "00:00") - at("2026-06-30", "00:00")).toBe(24 * HOUR);
  });

  it("a night shift belongs to the day it began on, until morning", () => {
    expect(onDuty(facts(guards), "guard", at("2026-11-02", "02:10"))).toEqual(["zhou"]);
    expect(onDuty(facts(guards), "guard", at("2026-11-02", "06:59"))).toEqual(["zhou"]);
    expect(onDuty(facts(guards), "guard", at("2026-11-02", "07:00"))).toEqual(["wu", "zhao"]);
    expect(onDuty(facts(guards), "guard", at("2026-11-02", "23:00"))).toEqual(["li"]);
  });

  it("a swap changes one shift of one day, and the rotation goes on as if nothing had been", () => {
    const roster = { ...guards, swaps: [{ shift: "night", day: "2026-11-01", persons: ["wu"] }] };
    expect(onDuty(facts(roster), "guard", at("2026-11-02", "02:10"))).toEqual(["wu"]);
    expect(onDuty(facts(roster), "guard", at("2026-11-03", "02:10"))).toEqual(["li"]);
    expect(turnsIn(facts(roster), at("2026-11-02", "02:10"), at("2026-11-02", "02:11"))[0]?.isSwapped).toBe(true);
  });

  it("a swapped Sunday is a working day, a holiday Monday is not", () => {
    const leader = { post: "leader", from: "08:00", to: "18:00" };
    const roster: Roster = {
      shifts: [
        shift({ ...leader, id: "work", days: "workday" }, [["jia"]]),
        shift({ ...leader, id: "rest", days: "restday" }, [["yi"]]),
      ],
      swaps: [],
    };
    expect(onDuty(facts(roster), "leader", at("2026-09-20", "12:00"))).toEqual(["jia"]);
    expect(onDuty(facts(roster), "leader", at("2026-10-05", "12:00"))).toEqual(["yi"]);
    expect(onDuty(facts(roster), "leader", at("2026-10-08", "12:00"))).toEqual(["jia"]);
  });

  it("weeks rotate by calendar weeks from the start, also before it", () => {
    const weekly = shift(
      {
        id: "week",
        from: "00:00",
        to: "00:00",
        rotation: { per: "week", start: "2026-11-02", groups: [["a"], ["b"], ["c"]] },
      },
      [],
    );
    const roster = { shifts: [weekly], swaps: [] };
    expect(onDuty(facts(roster), "guard", at("2026-11-08", "23:59"))).toEqual(["a"]);
    expect(onDuty(facts(roster), "guard", at("2026-11-09", "00:00"))).toEqual(["b"]);
    expect(onDuty(facts(roster), "guard", at("2026-11-01", "12:00"))).toEqual(["c"]);
  });

  it("whoever stands in two shifts at once is named once", () => {
    const roster = {
      shifts: [...guards.shifts, shift({ id: "again", from: "08:00", to: "09:00" }, [["zhao"]])],
      swaps: [],
    };
    expect(onDuty(facts(roster), "guard", at("2026-11-01", "08:30"))).toEqual(["zhao", "qian"]);
  });
});

describe("hours without anybody", () => {
  it("a full roster has none in the next 14 days", () => {
    const from = at("2026-11-22", "12:00");
    expect(gapsIn(facts(guards), ["guard"], from, from + 14 * 24 * HOUR)).toEqual([]);
  });

  it("a shift that was swapped to nobody is a gap of exactly its hours", () => {
    const roster = { ...guards, swaps: [{ shift: "late", day: "2026-11-25", persons: [] }] };
    const from = at("2026-11-22", "12:00");
    expect(gapsIn(facts(roster), ["guard"], from, from + 14 * 24 * HOUR)).toEqual([
      { post: "guard", fromMs: at("2026-11-25", "15:00"), toMs: at("2026-11-25", "23:00") },
    ]);
  });

  it("shifts that overlap leave none, shifts that miss each other by a minute leave it", () => {
    const shifts = [
      shift({ id: "day", from: "06:00", to: "18:00" }, [["a"]]),
      shift({ id: "dark", from: "18:01", to: "07:00" }, [["b"]]),
    ];
    const gaps = gapsIn(facts({ shifts, swaps: [] }), ["guard"], at("2026-11-22", "12:00"), at("2026-11-23", "12:00"));
    expect(gaps).toEqual([{ post: "guard", fromMs: at("2026-11-22", "18:00"), toMs: at("2026-11-22", "18:01") }]);
  });

  it("a post without shifts has nobody all the time", () => {
    expect(gapsIn(facts(guards), ["it-teacher"], 0, HOUR)).toEqual([{ post: "it-teacher", fromMs: 0, toMs: HOUR }]);
  });
});

describe("clock times", () => {
  it("are right on the days on which a zone changes its offset", () => {
    const berlin = campusTime("Europe/Berlin");
    expect(new Date(berlin.momentOf("2026-03-29", "07:00")).toISOString()).toBe("2026-03-29T05:00:00.000Z");
    expect(new Date(berlin.momentOf("2026-03-28", "23:00")).toISOString()).toBe("2026-03-28T22:00:00.000Z");
    expect(new Date(berlin.momentOf("2026-10-25", "07:00")).toISOString()).toBe("2026-10-25T06:00:00.000Z");
    expect(berlin.dayOf(Date.parse("2026-03-28T23:30:00Z"))).toBe("2026-03-29");
  });
});
