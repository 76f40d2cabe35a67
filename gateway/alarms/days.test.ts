import { expect, test } from "vitest";
import { dayStarts } from "./days.ts";

test.each([
  ["Asia/Shanghai", "2026-11-22T15:59:59.999Z", "2026-11-21T16:00:00.000Z"],
  ["Asia/Shanghai", "2026-11-22T16:00:00.000Z", "2026-11-22T16:00:00.000Z"],
  ["Europe/Berlin", "2026-03-29T12:00:00.000Z", "2026-03-28T23:00:00.000Z"],
  ["Europe/Berlin", "2026-10-25T22:59:59.999Z", "2026-10-24T22:00:00.000Z"],
  ["UTC", "2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.000Z"],
])("in %s the day of %s began at %s", (timezone, at, start) => {
  const startOf = dayStarts(timezone);
  for (let i = 0; i < 2; i++) expect(new Date(startOf(Date.parse(at))).toISOString()).toBe(start);
});
