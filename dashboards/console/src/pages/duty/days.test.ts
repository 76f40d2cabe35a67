import { expect, test } from "vitest";
import { addDays, daysOf, isDay, turned, weekdayOf } from "./days.ts";

test("a week begins on Monday, a month has its own length, also in a leap year", () => {
  expect([daysOf("week", "2026-11-22")[0], daysOf("week", "2026-11-22").at(-1)]).toEqual(["2026-11-16", "2026-11-22"]);
  expect(daysOf("week", "2026-11-23")[0]).toBe("2026-11-23");
  expect(daysOf("month", "2028-02-10")).toHaveLength(29);
  expect(daysOf("month", "2026-12-31").at(-1)).toBe("2026-12-31");
});

test("turning pages goes over the ends of months and years", () => {
  expect(turned("month", "2026-01-31", 1)).toBe("2026-02-01");
  expect(turned("month", "2026-01-31", -1)).toBe("2025-12-01");
  expect(turned("week", "2026-12-30", 1)).toBe("2027-01-06");
  expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
});

test("what somebody types into the address is a day only when the calendar has it", () => {
  expect(["2026-02-28", "2026-02-30", "2026-2-3", "now", ""].map(isDay)).toEqual([true, false, false, false, false]);
  expect(weekdayOf("2026-11-22")).toBe(6);
});
