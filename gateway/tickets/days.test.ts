// Months of a campus begin at its own midnight.
import { expect, test } from "vitest";
import { dayIn, monthIn } from "./days.ts";

test("a month begins and ends at the campus's midnight, also over the new year", () => {
  expect(monthIn("2026-12", "Asia/Shanghai")).toEqual({
    fromMs: Date.parse("2026-11-30T16:00:00Z"),
    toMs: Date.parse("2026-12-31T16:00:00Z"),
  });
  expect(monthIn("2026-03", "Europe/Berlin")).toEqual({
    fromMs: Date.parse("2026-02-28T23:00:00Z"),
    toMs: Date.parse("2026-03-31T22:00:00Z"),
  });
  expect(dayIn("Asia/Shanghai")(Date.parse("2026-11-22T17:00:00Z"))).toBe("2026-11-23");
});

test.each(["2026-13", "2026-00", "26-11", "2026-1", "x"])("%s is no month", (month) => {
  expect(monthIn(month, "Asia/Shanghai")).toBe(null);
});
