import { expect, test } from "vitest";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { sharedNames, tellingPoints } from "./telling.ts";

const AT = "2026-11-22T05:00:00.000Z";

function point(device: string, name: string, more: Partial<LatestPoint> = {}): LatestPoint {
  return {
    device, point: name, value: 1, unit: "1", quality: "good", stale: false, staleAfter: "15s",
    measuredAt: AT, receivedAt: AT, seq: 1, lastGood: null, ...more,
  }; // biome-ignore format: one point
}
const bad = (reason: "timeout" | "disabled" | "sentinel" | "never") =>
  ({ value: null, quality: "bad", reason }) as const;
const namesOf = (points: readonly LatestPoint[], most = 3) =>
  tellingPoints(points, most).map((each) => `${each.device}.${each.point}`);

test("a value that is bad beside good ones is told first, then what people ask for first", () => {
  const points = [
    point("th", "humidity"),
    point("th", "temperature"),
    point("env", "co2", bad("sentinel")),
    point("env", "leak"),
  ];
  expect(namesOf(points)).toEqual(["env.co2", "env.leak", "th.temperature"]);
});

test("a device that is away pushes no value of the others out of sight, and a disabled one is not told of", () => {
  const points = [
    point("fan", "temperature", bad("timeout")),
    point("spare", "voltage", bad("disabled")),
    point("th", "temperature"),
    point("th", "humidity"),
  ];
  expect(namesOf(points)).toEqual(["th.temperature", "th.humidity", "fan.temperature"]);
});

test("what is only in doubt, or has not come yet, is not told before what people ask for first", () => {
  const points = [
    point("meter", "energy", { quality: "uncertain", reason: "never" }),
    point("meter", "yesterday", bad("never")),
    point("th", "temperature"),
  ];
  expect(namesOf(points)).toEqual(["th.temperature", "meter.energy"]);
});

test("points of the same name need the names of their devices", () => {
  const points = [point("fridge", "temperature"), point("freezer", "temperature"), point("freezer", "door")];
  expect([...sharedNames(points)]).toEqual(["temperature"]);
});
