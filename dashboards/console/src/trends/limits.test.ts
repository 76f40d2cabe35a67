import { expect, test } from "vitest";
import type { AlarmRule } from "../api/alarms.ts";
import { limitsOf, raisedOf } from "./limits.ts";

const AT = "2026-11-22T05:00:00.000Z";
const series = { device: "mr1-th", point: "temperature" };
const entry = (seq: number, body: Readonly<Record<string, unknown>>) => ({
  epoch: "e", seq, kind: "alarm" as const, type: "alarm.raised", device: "mr1-th", measuredAt: AT, receivedAt: AT,
  clock: "gateway" as const, late: false, deviceSeq: null, eid: null, cause: null, body,
}); // biome-ignore format: one entry
const alarm = (occurrence: number, clearedAt: string | null, id = "hot-high.mr1-th.temperature") => ({
  id, rule: "hot-high", occurrence, severity: "high", raisedAt: AT, clearedAt, text: { "zh-CN": "温度高", en: "Hot" },
}); // biome-ignore format: one alarm

test("each time an alarm was raised is marked once, with its end when that is known, whatever the order of its entries", () => {
  const over = "2026-11-22T05:10:00.000Z";
  const entries = [
    entry(4, alarm(2, null)),
    entry(3, alarm(1, over)),
    entry(1, alarm(1, null)),
    entry(2, alarm(1, null, "other.mr1-th.humidity")),
    entry(5, { id: "link-down" }),
  ];
  const fromMs = Date.parse(AT);
  expect(raisedOf(entries, [series], "zh-CN")).toEqual([
    { fromMs, toMs: null, severity: "high", text: "温度高" },
    { fromMs, toMs: Date.parse(over), severity: "high", text: "温度高" },
  ]);
});

test("a course has the limits of the rules that watch this point of this device, and of no other", () => {
  const rule = (limit: number, alarms: readonly string[]): AlarmRule => ({
    id: "hot-high", origin: "campus", profile: null, device: "mr1-th", place: null, placeClasses: [], point: "temperature",
    condition: { is: "above", limit }, deadband: 1, onDelay: "60s", offDelay: "0s", severity: "high", latched: false,
    text: { "zh-CN": "温度高" }, consequence: null, action: null, respondWithin: null, alarms,
  }); // biome-ignore format: one rule
  const rules = [
    rule(28, ["hot-high.mr1-th.temperature"]),
    rule(30, ["hot-high.mr2-th.temperature"]),
    rule(90, ["hot-high.mr1-th.humidity"]),
  ];
  expect(limitsOf(rules, series, "en")).toEqual([{ at: 28, side: "above", severity: "high", text: "温度高" }]);
});
