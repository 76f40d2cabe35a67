import { expect, test } from "vitest";
import { KINDS as NAMES } from "../contract/derived-wiring.ts";
import type { StoredValue } from "../journal/record.ts";
import { counted } from "./kinds/energy-day.ts";
import { KINDS } from "./kinds.ts";
import type { Machine, Saved } from "./machine.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

function machineOf(kind: string, settings: Readonly<Record<string, number>> = {}, saved: Saved | null = null) {
  const amount = (name: string) => settings[name] ?? 0;
  const machine = KINDS.get(kind)?.({ ms: amount, number: amount, dayOf: (ms) => Math.floor(ms / DAY) * DAY }, saved);
  if (machine === undefined) throw new Error(`no kind ${kind}`);
  return machine;
}

/** All inputs at once. */
function take(machine: Machine, atMs: number, values: Readonly<Record<string, StoredValue>>) {
  const inputs = new Map(Object.entries(values).map(([name, value]) => [name, { value, measuredMs: atMs }]));
  return machine.take({ atMs, inputs, fresh: new Set(inputs.keys()) });
}

const BAD = { value: null, quality: "bad", reason: "timeout" } as const;

test.each([
  [20, 50, 9.3],
  [25, 60, 16.7],
  [30, 100, 30],
  [0, 80, -3],
  [-10, 60, -16.3],
])("air of %f °C at humidity %f has its dew point at %f °C", (temperature, humidity, expected) => {
  expect(take(machineOf("dew-point", { oldest: MINUTE }), 0, { temperature, humidity })).toEqual({
    "dew-point": expected,
  });
});

test.each([
  [20, 0],
  [20, 101],
  [-46, 50],
  [61, 50],
])("where the formula does not hold (%f °C, humidity %f) there is no number", (temperature, humidity) => {
  const values = take(machineOf("dew-point", { oldest: MINUTE }), 0, { temperature, humidity });
  expect(values["dew-point"]).toEqual({ value: null, quality: "bad", reason: "range" });
});

test("a bad input gives no number but its reason, a missing one never, an old one timeout, a doubtful one doubt", () => {
  const machine = machineOf("dew-point", { oldest: MINUTE });
  expect(take(machine, 0, { temperature: BAD, humidity: 50 })["dew-point"]).toEqual(BAD);
  expect(take(machine, 0, { temperature: 20 })["dew-point"]).toEqual({ value: null, quality: "bad", reason: "never" });
  const old = new Map([
    ["temperature", { value: 20, measuredMs: 0 }],
    ["humidity", { value: 50, measuredMs: 2 * MINUTE }],
  ]);
  expect(machine.take({ atMs: 2 * MINUTE, inputs: old, fresh: new Set(["humidity"]) })["dew-point"]).toEqual(BAD);
  const doubtful = { value: 20, quality: "uncertain", reason: "jump" } as const;
  expect(take(machine, 0, { temperature: doubtful, humidity: 50 })["dew-point"]).toEqual({ ...doubtful, value: 9.3 });
});

test("a rise is told once half of the window is there, and begins anew after a gap", () => {
  const machine = machineOf("rise", { window: 15 * MINUTE });
  const never = { value: null, quality: "bad", reason: "never" };
  expect(take(machine, 0, { value: 22 })).toEqual({ rise: never, "per-minute": never });
  expect(take(machine, 7 * MINUTE, { value: 24 }).rise).toEqual(never);
  expect(take(machine, 10 * MINUTE, { value: 26 })).toEqual({ rise: 4, "per-minute": 0.4 });
  // The sample at 0 has left the window.
  expect(take(machine, 20 * MINUTE, { value: 30 })).toEqual({ rise: 6, "per-minute": 0.462 });
  expect(take(machine, 21 * MINUTE, { value: BAD }).rise).toEqual(BAD);
  expect(take(machine, 22 * MINUTE, { value: 40 }).rise).toEqual(never);
});

test("three phases are as unequal as the furthest of them, and without a load nothing is said", () => {
  const machine = machineOf("imbalance", { least: 1, oldest: MINUTE });
  expect(take(machine, 0, { l1: 10, l2: 10, l3: 10 })).toEqual({ imbalance: 0 });
  expect(take(machine, 0, { l1: 12, l2: 10, l3: 8 })).toEqual({ imbalance: 20 });
  expect(take(machine, 0, { l1: 0.1, l2: 0, l3: 0 }).imbalance).toMatchObject({ quality: "bad", reason: "range" });
});

test("a counter that rolls over goes on, one that was set back is doubtful", () => {
  expect(counted(100, 101, 0)).toEqual({ sum: 1, doubt: null });
  expect(counted(99_999, 2, 100_000)).toEqual({ sum: 3, doubt: null });
  expect(counted(99_999, 2, 0)).toEqual({ sum: 2, doubt: "jump" });
  expect(counted(50_000, 2, 100_000)).toEqual({ sum: 2, doubt: "jump" });
});

test("a day's energy is whole when the counter was seen on both sides of midnight", () => {
  const machine = machineOf("energy-day", { oldest: 3_600_000 });
  const at = (minutes: number, energy: number) => take(machine, DAY + minutes * MINUTE, { energy });
  // Begun in the middle of a day: what came before is not known.
  expect(at(-300, 1000).today).toMatchObject({ value: 0, quality: "uncertain", reason: "never" });
  expect(at(-1, 1004).today).toMatchObject({ value: 4, quality: "uncertain" });
  expect(at(1, 1005)).toMatchObject({ today: 1, yesterday: { value: 4, quality: "uncertain" } });
  expect(at(1439, 1030).today).toBe(26);
  expect(at(1441, 1031)).toEqual({ today: 1, yesterday: 26 });
  expect(at(1500, 3)).toMatchObject({ today: { value: 4, quality: "uncertain", reason: "jump" }, yesterday: 26 });
});

test("nobody knows for which day a counter went on over a long silence", () => {
  const machine = machineOf("energy-day", { oldest: 3_600_000 });
  take(machine, DAY / 2, { energy: 100 });
  const later = take(machine, DAY + DAY / 2, { energy: 150 });
  expect(later).toMatchObject({
    today: { value: 0, quality: "uncertain" },
    yesterday: { value: 0, quality: "uncertain" },
  });
});

test("a UPS lasts as long as its charge falls, and on mains as long as it would have lasted the last time", () => {
  const machine = machineOf("runtime", { reserve: 10, short: 10, oldest: MINUTE });
  const at = (minutes: number, charge: number, battery: boolean) =>
    take(machine, minutes * MINUTE, { charge, "on-battery": battery }).runtime;
  expect(at(0, 100, false)).toMatchObject({ quality: "bad", reason: "never" });
  expect(at(1, 100, true)).toMatchObject({ quality: "bad", reason: "never" });
  expect(at(3, 96, true)).toBe(43);
  expect(at(5, 90, true)).toBe(32);
  expect(at(6, 95, false)).toEqual({ value: 34, quality: "uncertain", reason: "never" });
});

test("power is about to end only on battery: a UPS that lasts but minutes is no danger while the mains are there", () => {
  const machine = machineOf("runtime", { reserve: 10, short: 10, oldest: MINUTE });
  const at = (minutes: number, charge: number | typeof BAD, battery: boolean | typeof BAD) =>
    take(machine, minutes * MINUTE, { charge, "on-battery": battery }).ending;
  expect(at(0, 100, false)).toBe(false);
  expect(at(1, 100, true)).toMatchObject({ value: null, reason: "never" });
  expect([at(2, 88, true), at(3, 76, true)]).toEqual([true, true]);
  expect(at(4, BAD, true)).toMatchObject({ value: null });
  expect([at(5, 76, false), at(6, 100, false)]).toEqual([false, false]);
  expect(at(7, BAD, false)).toBe(false);
  expect(at(8, 100, true)).toEqual({ value: true, quality: "uncertain", reason: "never" });
  expect(at(9, 100, BAD)).toMatchObject({ value: null });
});

test("an air conditioner has stopped when its air is hardly cooler, or no current flows, for so long; it is never more than inferred", () => {
  const settings = { difference: 3, current: 0.5, for: 5 * MINUTE, oldest: MINUTE };
  const air = machineOf("cooling", settings);
  const stopped = (value: boolean) => ({ stopped: { value, quality: "uncertain", reason: "never" } });
  expect(take(air, 0, { intake: 26, outlet: 15 })).toEqual(stopped(false));
  expect(take(air, MINUTE, { intake: 26, outlet: 25 })).toEqual(stopped(false));
  expect(take(air, 5 * MINUTE, { intake: 27, outlet: 26 })).toEqual(stopped(false));
  expect(take(air, 6 * MINUTE, { intake: 28, outlet: 27 })).toEqual(stopped(true));
  expect(take(air, 7 * MINUTE, { intake: 28, outlet: 18 })).toEqual(stopped(false));
  const current = machineOf("cooling", settings);
  take(current, 0, { current: 0 });
  expect(take(current, 5 * MINUTE, { current: 0.1 })).toEqual(stopped(true));
  expect(take(current, 6 * MINUTE, { current: 4 })).toEqual(stopped(false));
  expect(take(current, 7 * MINUTE, { current: BAD })).toEqual({ stopped: BAD });
});

test("of devices those are in order that are there and say something", () => {
  expect(take(machineOf("in-order"), 0, { a: true, b: true, c: false })).toEqual({ share: 66.7, good: 2, total: 3 });
});

test.each([...KINDS.keys()])("what %s saves lets it go on as if nothing had been", (kind) => {
  const settings = {
    window: 15 * MINUTE,
    oldest: 60 * MINUTE,
    least: 1,
    reserve: 10,
    short: 10,
    difference: 3,
    current: 0.5,
    for: 5 * MINUTE,
  };
  const moments = Array.from({ length: 60 }, (_, i) => ({
    temperature: 20 + i / 7, humidity: 50, value: 20 + (i % 13), l1: 10, l2: 9, l3: 8 + (i % 4), energy: 99_990 + i, charge: 100 - i,
    "on-battery": i % 20 > 5, intake: 26, outlet: i % 17, current: i % 3, a: i % 2 === 0,
  })); // biome-ignore format: one row of inputs
  const whole = machineOf(kind, settings);
  let part = machineOf(kind, settings);
  moments.forEach((values, i) => {
    part = machineOf(kind, settings, JSON.parse(JSON.stringify(part.save())));
    expect(take(part, i * MINUTE, values)).toEqual(take(whole, i * MINUTE, values));
  });
});

test("every kind that a profile may name is there, and no other", () => {
  expect([...KINDS.keys()]).toEqual(NAMES);
});
