import { describe, expect, it } from "vitest";
import { calendarOf, shippedYears, weekdayOf } from "./calendar.ts";

const years = shippedYears();
const calendar = calendarOf(years);

describe("the State Council's calendar", () => {
  it("2026 has the holidays and the swapped working days of the notice", () => {
    expect(calendar.kindOf("2026-02-14")).toBe("swapped");
    expect(calendar.kindOf("2026-02-15")).toBe("holiday");
    expect(calendar.kindOf("2026-02-23")).toBe("holiday");
    expect(calendar.kindOf("2026-02-24")).toBe("workday");
    expect(calendar.kindOf("2026-09-20")).toBe("swapped");
    expect(calendar.kindOf("2026-10-10")).toBe("swapped");
    expect(calendar.kindOf("2026-10-11")).toBe("weekend");
    expect(calendar.holidayOf("2026-10-07")).toEqual({ "zh-CN": "国庆节", en: "National Day" });
  });

  it("a year without a notice is said to be unknown, and nothing in it is a holiday", () => {
    expect(calendar.knows(2027)).toBe(false);
    expect(calendar.kindOf("2027-01-01")).toBe("workday");
    expect(calendar.kindOf("2027-02-06")).toBe("weekend");
  });

  it.each(years)(
    "the file of $year holds days of its year, swapped days are weekend days, and none is also a holiday",
    (year) => {
      const days = [...year.holidays.flatMap(({ from, to }) => [from, to]), ...year.swappedWorkdays];
      for (const day of days) expect(day).toMatch(new RegExp(`^${year.year}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$`));
      for (const { from, to } of year.holidays) expect(from <= to).toBe(true);
      for (const day of year.swappedWorkdays) {
        expect([0, 6]).toContain(weekdayOf(day));
        expect(calendarOf([year]).holidayOf(day)).toBeNull();
      }
    },
  );
});
