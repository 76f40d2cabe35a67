import { expect, test } from "vitest";
import { bucketStartOf } from "./steps.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const start = (stepMs: number, timezone: string, at: string) => iso(bucketStartOf(stepMs, timezone)(Date.parse(at)));
const DAY_MS = 86_400_000;

test("steps below a day begin at their multiples, whatever the zone", () => {
  expect(start(60_000, "Asia/Shanghai", "2026-11-22T05:00:59.999Z")).toBe("2026-11-22T05:00:00.000Z");
  expect(start(900_000, "Asia/Shanghai", "2026-11-22T05:29:00.000Z")).toBe("2026-11-22T05:15:00.000Z");
});

test.each([
  ["Asia/Shanghai", "2026-11-22T15:59:59.999Z", "2026-11-21T16:00:00.000Z"],
  ["Asia/Shanghai", "2026-11-22T16:00:00.000Z", "2026-11-22T16:00:00.000Z"],
  // Clocks went forward on 29 March and back on 25 October 2026.
  ["Europe/Berlin", "2026-03-29T21:59:59.999Z", "2026-03-28T23:00:00.000Z"],
  ["Europe/Berlin", "2026-03-29T22:00:00.000Z", "2026-03-29T22:00:00.000Z"],
  ["Europe/Berlin", "2026-10-25T22:59:59.999Z", "2026-10-24T22:00:00.000Z"],
  ["Europe/Berlin", "2026-10-25T23:00:00.000Z", "2026-10-25T23:00:00.000Z"],
  // On 4 November 2018 there was no midnight: 23:59:59 was followed by 01:00.
  ["America/Sao_Paulo", "2018-11-04T12:00:00.000Z", "2018-11-04T03:00:00.000Z"],
  ["America/Sao_Paulo", "2018-11-04T02:59:59.999Z", "2018-11-03T03:00:00.000Z"],
  // The last moment that can be asked for is in the year 10000 there.
  ["Asia/Shanghai", "9999-12-31T23:59:59.999Z", "9999-12-31T16:00:00.000Z"],
])("a day in %s: %s belongs to the one that began at %s", (timezone, at, begins) => {
  expect(start(DAY_MS, timezone, at)).toBe(begins);
});

test("steps of several days follow each other without hole or overlap, also over a change of clocks", () => {
  const startOf = bucketStartOf(7 * DAY_MS, "Europe/Berlin");
  const starts = new Set<number>();
  for (let ms = Date.UTC(2026, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 3_600_000) {
    const begins = startOf(ms);
    expect(begins).toBeLessThanOrEqual(ms);
    expect(startOf(begins)).toBe(begins);
    expect(startOf(begins - 1)).toBeLessThan(begins);
    starts.add(begins);
  }
  expect(starts.size).toBe(53);
});
