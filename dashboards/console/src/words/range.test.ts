import { expect, test } from "vitest";
import { boundsOf, fixedRange, momentOfWall, putRange, rangeOf, wallText } from "./range.ts";

const NOW = Date.parse("2026-11-22T05:00:00.000Z");

test("a range survives the way through the address", () => {
  for (const range of [{ preset: "7d" }, { preset: "all" }, { from: NOW - 1000, to: NOW }] as const) {
    const params = new URLSearchParams("kind=event&range=1h&from=x");
    putRange(params, range, "24h");
    expect(rangeOf(params, "24h")).toEqual(range);
    expect(params.get("kind")).toBe("event");
  }
});

test("an address with a range that makes no sense shows the usual one", () => {
  for (const text of ["range=soon", "from=yesterday&to=today", "from=2026-11-22T05:00:00Z&to=2026-11-21T05:00:00Z", ""])
    expect(rangeOf(new URLSearchParams(text), "24h")).toEqual({ preset: "24h" });
});

test("a link that is sent names the moments that were on screen", () => {
  expect(fixedRange({ preset: "1h" }, NOW)).toEqual({ from: NOW - 3_600_000, to: NOW });
  expect(fixedRange({ preset: "all" }, NOW)).toEqual({ preset: "all" });
  expect(boundsOf({ preset: "all" }, NOW)).toEqual({ from: null, to: null });
});

test("what is picked is the campus's clock, wherever the browser is, also around the change of the hour", () => {
  expect(wallText(NOW, "Asia/Shanghai")).toBe("2026-11-22T13:00");
  expect(momentOfWall("2026-11-22T13:00", "Asia/Shanghai")).toBe(NOW);
  for (const wall of ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T03:00", "2026-07-01T00:00"])
    expect(wallText(momentOfWall(wall, "Europe/Berlin"), "Europe/Berlin")).toBe(wall);
});
