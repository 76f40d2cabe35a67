import { expect, test } from "vitest";
import type { Poll, Sample } from "../contract/driver.ts";
import { PolledDevice } from "./polled-device.ts";
import type { DeviceSpec } from "./protocol.ts";

const EVERY_MS = 1000;
const MIDDLE = () => 0.5;
const good = (value: number): Sample => ({ point: "t", value, quality: "good" });
const silence: Sample = { point: "t", value: null, quality: "bad", reason: "timeout" };

function spec(more: Partial<DeviceSpec> = {}): DeviceSpec {
  const profile = { points: { t: {} } };
  const device = { id: "d", profile, connection: {} };
  return { driver: "line", device, everyMs: EVERY_MS, report: null, deadbands: {}, ...more };
}

function deviceAt(nowMs = 0, more: Partial<DeviceSpec> = {}): PolledDevice {
  return new PolledDevice(spec(more), nowMs, nowMs);
}

/** Answers the poll of the slot that is due, so many ms late. */
function answer(device: PolledDevice, sample: Sample, lateMs = 0) {
  const nowMs = device.dueMs + lateMs;
  const poll: Poll = { device: "d", measuredMs: nowMs, samples: [sample] };
  const reading = device.answered(poll, nowMs, nowMs, MIDDLE);
  if (reading !== null) device.stored(reading.n);
  return reading;
}

test("a day of polls that are each answered late keeps to the grid", () => {
  const device = deviceAt();
  const first = device.dueMs;
  for (let i = 0; i < 86_400; i++) answer(device, good(1), (i * 37) % 999);
  expect(device.dueMs).toBe(first + 86_400 * EVERY_MS);
  expect(device.status().skipped).toBe(0);
});

test("slots that pass while something takes too long are skipped and counted, never made up for", () => {
  const device = deviceAt();
  const first = device.dueMs;
  answer(device, good(1), 3500);
  expect(device.dueMs).toBe(first + 4 * EVERY_MS);
  expect(device.status().skipped).toBe(3);
});

test("a silent device is asked less and less often, at least every 5 min and a jitter, always on its grid", () => {
  const device = deviceAt();
  const first = device.dueMs;
  const gaps: number[] = [];
  for (let i = 0; i < 16; i++) {
    const before = device.dueMs;
    answer(device, silence);
    gaps.push(device.dueMs - before);
    expect((device.dueMs - first) % EVERY_MS).toBe(0);
  }
  expect(gaps.slice(0, 6)).toEqual([1000, 1000, 2000, 4000, 8000, 16_000]);
  expect(gaps.at(-1)).toBe(300_000);
  expect(device.status()).toMatchObject({ state: "backing-off", lastError: { code: "timeout" } });
});

test("the first answer after a silence brings back the usual schedule", () => {
  const device = deviceAt();
  for (let i = 0; i < 8; i++) answer(device, silence);
  const before = device.dueMs;
  answer(device, good(1));
  expect(device.dueMs - before).toBe(EVERY_MS);
  expect(device.status()).toMatchObject({ state: "up", lastError: null });
});

test("one or two missed polls make values bad but do not make the device gone", () => {
  const device = deviceAt();
  answer(device, good(1));
  expect(answer(device, silence)?.values).toEqual([{ value: null, quality: "bad", reason: "timeout" }]);
  answer(device, silence);
  expect(device.status().state).toBe("up");
  answer(device, silence);
  expect(device.status().state).toBe("backing-off");
});

test("a device that answers with an exception is there", () => {
  const device = deviceAt();
  for (let i = 0; i < 5; i++) answer(device, { point: "t", value: null, quality: "bad", reason: "exception" });
  expect(device.status().state).toBe("up");
});

test("a value that is no number is bad, whatever the driver says", () => {
  expect(answer(deviceAt(), good(Number.NaN))?.values).toEqual([{ value: null, quality: "bad", reason: "range" }]);
});

test("with report on change an entry comes at least so often, with the count of polls it stands for", () => {
  const device = deviceAt(0, { report: { atLeastMs: 60_000 } });
  const held = Array.from({ length: 181 }, () => answer(device, good(1))).flatMap((reading) => reading?.held ?? []);
  expect(held).toEqual([0, 59, 59, 59]);
});

test("a slow drift within the deadband is told once it has left it", () => {
  const device = deviceAt(0, { report: { atLeastMs: 3_600_000 }, deadbands: { t: 1 } });
  const told = [0, 0.5, 1, 1.2, 1.9, 2.3].map((value) => answer(device, good(value))?.values[0] ?? null);
  expect(told).toEqual([0, null, null, 1.2, null, 2.3]);
});

test("a change of quality is always told", () => {
  const device = deviceAt(0, { report: { atLeastMs: 3_600_000 }, deadbands: { t: 100 } });
  const uncertain: Sample = { point: "t", value: 1, quality: "uncertain", reason: "jump" };
  const told = [good(1), uncertain, uncertain, good(1)].map((sample) => answer(device, sample) !== null);
  expect(told).toEqual([true, true, false, true]);
});

test("polls that are held back when nobody asks any more are told then, once", () => {
  const device = deviceAt(0, { report: { atLeastMs: 3_600_000 }, deadbands: { t: 1 } });
  for (const value of [5, 5, 5.5]) answer(device, good(value));
  expect(device.flush()).toMatchObject({ values: [5.5], held: 1, measuredMs: device.dueMs - EVERY_MS });
  expect(device.flush()).toBeNull();
});

test("an answer that was not believed is kept with its bytes while better ones follow", () => {
  const device = deviceAt(0, { trust: { t: { range: [0, 50] } } });
  const say = (value: number, raw: string) => {
    const at = device.dueMs;
    const reading = device.answered({ device: "d", measuredMs: at, samples: [good(value)], raw }, at, at, MIDDLE);
    if (reading !== null) device.stored(reading.n);
    return reading?.values[0];
  };
  expect(say(23, "aa")).toBe(23);
  expect(device.status().lastBad).toBeUndefined();
  expect(say(850, "bb")).toEqual({ value: null, quality: "bad", reason: "range" });
  expect(device.status().lastError).toEqual({ code: "range", message: "t: 850 is not from 0 to 50" });
  expect(say(24, "cc")).toBe(24);
  const status = device.status();
  expect([status.state, status.lastError, status.raw]).toEqual(["up", null, "cc"]);
  expect(status.lastBad).toMatchObject({ code: "range", message: "t: 850 is not from 0 to 50", raw: "bb" });
});
