// A campus whose power is off as planned is no fault; one that vanished before that, or stays away longer, is.
import { expect, test } from "vitest";
import { isPlanned, type PlannedOff, plannedSince, plannedSpans } from "./planned.ts";
import { lengthOf } from "./spans.ts";

const ZONE = "Asia/Shanghai";
const NIGHT = [{ from: "17:30", to: "07:00" }];
const at = (time: string) => Date.parse(`${time}+08:00`);
const plannedMs = (plans: readonly PlannedOff[], zone: string, fromMs: number, toMs: number) =>
  lengthOf(plannedSpans(plans, zone, fromMs, toMs));
const HOUR_MS = 3_600_000;

test("a nightly power-off passes midnight and ends in the morning", () => {
  expect(plannedSince(NIGHT, ZONE, at("2026-11-22T17:29:59"))).toBeNull();
  expect(plannedSince(NIGHT, ZONE, at("2026-11-22T17:30:00"))).toBe(at("2026-11-22T17:30:00"));
  expect(plannedSince(NIGHT, ZONE, at("2026-11-23T06:59:59"))).toBe(at("2026-11-22T17:30:00"));
  expect(plannedSince(NIGHT, ZONE, at("2026-11-23T07:00:00"))).toBeNull();
});

test("dates count as whole days on the county's clock, both included", () => {
  const holiday = [{ from: "2027-01-20", to: "2027-02-18" }];
  expect(plannedSince(holiday, ZONE, at("2027-01-20T00:00:00"))).toBe(at("2027-01-20T00:00:00"));
  expect(plannedSince(holiday, ZONE, at("2027-02-18T23:59:59"))).toBe(at("2027-01-20T00:00:00"));
  expect(plannedSince(holiday, ZONE, at("2027-02-19T00:00:00"))).toBeNull();
});

test("who vanished in the afternoon did not wait for the power-off", () => {
  const night = at("2026-11-22T20:00:00");
  expect(isPlanned(NIGHT, ZONE, at("2026-11-22T17:31:00"), night)).toBe(true);
  expect(isPlanned(NIGHT, ZONE, at("2026-11-22T17:15:00"), night)).toBe(true);
  expect(isPlanned(NIGHT, ZONE, at("2026-11-22T14:00:00"), night)).toBe(false);
  expect(isPlanned(NIGHT, ZONE, at("2026-11-22T17:31:00"), at("2026-11-23T08:00:00"))).toBe(false);
  expect(isPlanned([], ZONE, at("2026-11-22T17:31:00"), night)).toBe(false);
});

test("the time that is not due counts what lies within a stretch only", () => {
  const day = plannedMs(NIGHT, ZONE, at("2026-11-22T00:00:00"), at("2026-11-23T00:00:00"));
  expect(day).toBe(13.5 * HOUR_MS);
  expect(plannedMs(NIGHT, ZONE, at("2026-11-22T18:00:00"), at("2026-11-22T19:00:00"))).toBe(HOUR_MS);
  expect(plannedMs(NIGHT, ZONE, at("2026-11-22T08:00:00"), at("2026-11-22T17:00:00"))).toBe(0);
  const holiday = { from: "2026-11-22", to: "2026-11-22" };
  expect(plannedMs([...NIGHT, holiday], ZONE, at("2026-11-22T00:00:00"), at("2026-11-23T00:00:00"))).toBe(24 * HOUR_MS);
});

test("what a campus tells is from one moment to another, on the clocks of its wall", () => {
  const told = [{ from: "2026-11-22 22:30", to: "2026-11-23 06:00" }];
  expect(plannedSince(told, ZONE, at("2026-11-22T22:29:59"))).toBeNull();
  expect(plannedSince(told, ZONE, at("2026-11-23T05:59:59"))).toBe(at("2026-11-22T22:30:00"));
  expect(plannedSince(told, ZONE, at("2026-11-23T06:00:00"))).toBeNull();
  expect(isPlanned(told, ZONE, at("2026-11-22T22:00:00"), at("2026-11-23T01:00:00"))).toBe(false);
  expect(plannedMs(told, ZONE, at("2026-11-23T00:00:00"), at("2026-11-24T00:00:00"))).toBe(6 * HOUR_MS);
});
