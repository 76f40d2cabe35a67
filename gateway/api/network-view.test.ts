// The network's sentence from what is known of each device, for those who may see all of it and for those who may see a part.
import { expect, test } from "vitest";
import type { DeviceConfig } from "../config/campus.ts";
import type { LatestPoint } from "../contract/latest.ts";
import type { NetworkPlace } from "../contract/network.ts";
import { networkBody } from "./network-view.ts";
import type { DevicePresence } from "./parts.ts";

const ONLINE: DevicePresence = { online: true, since: null, reason: null };
const OFFLINE: DevicePresence = { online: false, since: null, reason: "timeout" };

function device(id: string, network?: NetworkPlace, more: Partial<DeviceConfig> = {}) {
  const base = { id, name: id.toUpperCase(), place: null, enabled: true, ...more };
  return [id, network === undefined ? base : { ...base, network }] as const;
}

const up = (id: string, value: boolean, more: Partial<LatestPoint> = {}): LatestPoint => ({
  device: id, point: "up", value, unit: "1", quality: "good", stale: false, staleAfter: "3min",
  measuredAt: null, receivedAt: null, seq: 1, lastGood: null, ...more,
}); // biome-ignore format: one point

const DEVICES = new Map([
  device("core", { level: "core", behind: null }),
  device("exit", { level: "exit", behind: "core" }),
  device("site", { level: "exit", behind: "exit" }),
  device("b1", { level: "building", behind: "core" }),
  device("lamp"),
]);
const all = () => true;

function body(
  points: readonly LatestPoint[],
  presence: Record<string, DevicePresence> = {},
  sees: (id: string) => boolean = all,
) {
  const campus = { devices: DEVICES } as unknown as Parameters<typeof networkBody>[0];
  return networkBody(campus, { points, presence: new Map(Object.entries(presence)) }, sees);
}

test("a probe's word counts, then whether a device answers; devices without a place are not in it", () => {
  const { verdict, sentence, causes, devices } = body(
    [
      up("core", true),
      up("exit", false),
      up("site", false),
      { ...up("site", true), point: "rtt", value: 12, unit: "ms" },
    ],
    { b1: OFFLINE, lamp: OFFLINE, exit: ONLINE },
  );
  expect(verdict).toBe("down");
  expect(sentence).toEqual({
    "zh-CN": "出口不通：EXIT；楼栋不通：B1",
    en: "The exit is down: EXIT; A building is cut off: B1",
  });
  expect(causes).toEqual([
    { device: "exit", name: "EXIT", level: "exit", behind: 1 },
    { device: "b1", name: "B1", level: "building", behind: 0 },
  ]);
  expect(devices.map(({ device, state, explainedBy }) => [device, state, explainedBy])).toEqual([
    ["core", "up", null],
    ["exit", "down", null],
    ["site", "down", "exit"],
    ["b1", "down", null],
  ]);
  expect(devices[2]?.figures).toEqual([{ point: "rtt", value: 12, unit: "ms" }]);
});

test("an old word is no word: nothing is said to be up or down by it", () => {
  const { devices, verdict } = body([up("core", false, { stale: true }), up("exit", true, { stale: true })], {
    core: ONLINE,
  });
  expect(devices.map(({ state }) => state)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
  expect(verdict).toBe("unknown");
});

test("whoever may see one building is told that something before it is down, and not what", () => {
  const sees = (id: string) => id === "b1";
  const { sentence, causes, devices } = body([up("core", false)], { b1: OFFLINE }, sees);
  expect(sentence["zh-CN"]).toBe("核心不通：—");
  expect(causes).toEqual([{ device: null, name: "—", level: "core", behind: 3 }]);
  expect(devices).toMatchObject([{ device: "b1", behind: null, explainedBy: null, explained: true }]);
  const elsewhere = body([up("core", true), up("exit", false)], { b1: ONLINE }, sees);
  expect([elsewhere.verdict, elsewhere.causes]).toEqual(["fine", []]);
});
