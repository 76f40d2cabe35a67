// Rules that come with profiles: where they hold, and what the owner says instead.
import { expect, test } from "vitest";
import type { AlarmRule, DeviceConfig } from "../config/campus.ts";
import { loadProfiles } from "../config/profiles.ts";
import { HOT, testCampus, testDevice, testPlace } from "./testing.ts";
import { watchedText, watchesOf } from "./watches.ts";

const { profiles } = await loadProfiles();
const modbus = (id: string, profile: string, more: Partial<DeviceConfig> = {}) =>
  testDevice(id, { driver: "modbus", profile, ...more });
const own = (more: Partial<AlarmRule> = {}): AlarmRule => ({ ...HOT, ...more });

function idsAt(device: DeviceConfig, rules: readonly AlarmRule[] = [], alarmDefaults = true): string[] {
  const places = [testPlace("mr1-room"), { ...testPlace("kitchen"), class: "kitchen" }];
  const config = { ...testCampus(rules, [device], places), alarmDefaults };
  return [...watchesOf(config, profiles).values()].map(({ rule }) => rule.id);
}

const LIMITS = ["inlet-warm", "inlet-hot", "inlet-emergency"];

test("a sensor in the machine room, or in no place, is watched without a line of configuration", () => {
  expect(idsAt(modbus("mr1-th", "xy-md02", { place: "mr1-room" }))).toEqual(
    expect.arrayContaining([...LIMITS, "inlet-cold", "very-humid", "temperature-unread", "device-offline"]),
  );
  expect(idsAt(modbus("mr1-th", "xy-md02"))).toEqual(expect.arrayContaining(LIMITS));
});

test("limits of a machine room hold in no kitchen; that a sensor cannot be read holds everywhere", () => {
  expect(idsAt(modbus("mr1-th", "xy-md02", { place: "kitchen" }))).toEqual(["temperature-unread", "device-offline"]);
});

test("the owner's rule takes the place of every default that asks the same of the same point, and of no other", () => {
  const ids = idsAt(modbus("mr1-th", "xy-md02"), [own({ id: "mine" })]);
  expect(ids).toContain("mine");
  expect(ids.filter((id) => LIMITS.includes(id))).toEqual([]);
  expect(ids).toEqual(expect.arrayContaining(["inlet-cold", "humid", "temperature-unread"]));
});

test("a rule of the same id takes the place of a default, whatever it asks, at its own devices only", () => {
  const mine = own({ id: "inlet-cold", point: "humidity" });
  const ids = idsAt(modbus("mr1-th", "xy-md02"), [mine]);
  expect(ids.filter((id) => id === "inlet-cold")).toHaveLength(1);
  expect(ids).toContain("inlet-cool");
  const other = idsAt(modbus("other", "xy-md02"), [mine]);
  expect(other).toContain("inlet-cold");
});

test("a point in another unit than the profile's is not held to the profile's limits", () => {
  const point = { unit: "1", name: null, type: null, deadband: 0 } as const;
  const device = modbus("mr1-th", "xy-md02", { points: new Map([["temperature", point]]) });
  expect(idsAt(device).filter((id) => LIMITS.includes(id))).toEqual([]);
});

test("alarmDefaults: false leaves the owner's rules and nothing else", () => {
  expect(idsAt(modbus("mr1-th", "xy-md02"), [own()], false)).toEqual(["hot"]);
});

test("of devices that send to us it is known when they are gone, and nothing else", () => {
  expect(idsAt(testDevice("mr1-th"))).toEqual(["device-offline"]);
});

test.each([
  ["15s", 15_000, 300_000],
  ["an hour", 3_600_000, 3_600_000],
])(
  "a device that may be silent for %s is missed when it is gone for longer, and not before five minutes",
  (_what, staleAfterMs, onDelayMs) => {
    const [watch] = watchesOf(testCampus([], [testDevice("door", { staleAfterMs })]), profiles).values();
    expect(watch?.rule.onDelayMs).toBe(onDelayMs);
  },
);

test("every profile of a device that we ask comes with rules, and each says what to do in both languages", () => {
  for (const profile of profiles.values()) {
    // Of what is sent to us nobody knows the points, and of what is computed no limit holds everywhere.
    if (profile.driver !== "mqtt" && profile.driver !== "derived")
      expect(profile.alarms.length, profile.id).toBeGreaterThan(0);
    for (const rule of profile.alarms)
      expect(Object.keys({ ...rule.consequence, ...rule.action }), profile.id).toEqual(["zh-CN", "en"]);
  }
});

test("whether two configurations watch the same is told by what they judge, not by texts and delays", () => {
  const textOf = (more: Partial<AlarmRule>) => watchedText(watchesOf(testCampus([own(more)]), profiles));
  expect(textOf({ onDelayMs: 5000, text: { en: "x" } })).toBe(textOf({}));
  expect(textOf({ deadband: 2 })).not.toBe(textOf({}));
});
