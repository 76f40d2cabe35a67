import { expect, test } from "vitest";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Device, Place, Status } from "../api/types.ts";
import { deviceMatters, gatewayMatters, grouped, worstFirst, worstOf } from "./attention.ts";

const NOW = Date.parse("2026-11-22T05:00:00.000Z");
const PLACES = new Map<string, Place>([
  ["mr", { id: "mr", name: "网络机房", class: "machine-room", key: true, within: null }],
  ["yard", { id: "yard", name: "操场", class: "playground", key: false, within: null }],
]);

function device(id: string, more: Partial<Device> = {}): Device {
  return {
    id, name: id, place: "mr", driver: "mqtt", profile: "native", enabled: true, connected: true, online: true, polling: null, ...more,
  }; // biome-ignore format: one device
}

function point(device: string, more: Partial<LatestPoint> = {}): LatestPoint {
  const at = new Date(NOW - 1000).toISOString();
  return {
    device, point: "temperature", value: 23, unit: "Cel", quality: "good", stale: false, staleAfter: "15s",
    measuredAt: at, receivedAt: at, seq: 1, lastGood: null, ...more,
  }; // biome-ignore format: one point
}

function mattersOf(devices: readonly Device[], points: readonly LatestPoint[]) {
  const latest = new Map(devices.map(({ id }) => [id, points.filter((each) => each.device === id)]));
  return worstFirst(deviceMatters(devices, PLACES, latest, NOW));
}

test("a device that is away comes before a bad value, and a key place before the others", () => {
  const devices = [
    device("fine"),
    device("bad-value"),
    device("away-yard", { online: false, place: "yard", since: "2026-11-22T04:00:00.000Z" }),
    device("away-room", { online: false, since: "2026-11-22T04:00:00.000Z", reason: "timeout" }),
    device("off", { enabled: false, online: false }),
  ];
  const points = [point("fine"), point("bad-value", { value: null, quality: "bad", reason: "timeout" })];
  const found = mattersOf(devices, points);
  expect(found.map((matter) => (matter.about === "device" ? [matter.device.id, matter.severity] : []))).toEqual([
    ["away-room", "high"],
    ["away-yard", "medium"],
    ["bad-value", "medium"],
  ]);
  expect(worstOf(found)).toBe("high");
});

test("a device of which nothing was ever heard is not called away", () => {
  const found = mattersOf([device("new", { online: null, connected: false, since: null })], []);
  expect(found.map(({ what }) => what)).toEqual(["never"]);
});

test("many devices of one place with the same trouble are one line, where the first of them stood", () => {
  const devices = ["a", "b", "c", "d"].map((id) => device(id, { online: false }));
  const lines = grouped(mattersOf([...devices, device("e", { online: false, place: "yard" })], []));
  expect(lines.map(({ about, severity }) => [about, severity])).toEqual([
    ["group", "high"],
    ["device", "medium"],
  ]);
});

test("a gateway that cannot keep data comes before everything else", () => {
  const status = {
    ready: false, reasons: ["journal: full"], clock: { now: "", state: "unsynced" },
    journal: { freeRatio: 0.01 }, configuration: { version: "x", problems: ["devices.0: wrong"] }, consumers: [],
  } as unknown as Status; // biome-ignore format: one status
  const found = worstFirst([...mattersOf([device("a", { online: false })], []), ...gatewayMatters(status)]);
  expect(found.map(({ what }) => what)).toEqual(["not-ready", "config-problems", "disk", "down", "clock"]);
});
