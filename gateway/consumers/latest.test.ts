import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CampusConfig, DeviceConfig } from "#gateway/config/campus.ts";
import type { Unit } from "#gateway/contract/units.ts";
import type { Flawed, StoredValue } from "#gateway/journal/record.ts";
import { event, looseShape, openTestJournal, reading, store } from "#gateway/journal/testing.ts";
import { type HandClock, handClock } from "#gateway/kit/hand-clock.ts";
import { testCampus } from "#test/harness/api-bed.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { LatestValues } from "./latest.ts";

const TIMEOUT: Flawed = { value: null, quality: "bad", reason: "timeout" };
const START = Date.UTC(2026, 10, 22, 5);
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

function campus(points: Record<string, Unit | null> = {}): CampusConfig {
  const [first] = testCampus().devices.values();
  if (first === undefined) throw new Error("the test campus has no device");
  const entries = Object.entries(points).map(
    ([point, unit]) => [point, { unit, name: null, type: null, deadband: 0 }] as const,
  );
  const device: DeviceConfig = { ...first, id: "dev-1", staleAfterMs: 15_000, points: new Map(entries) };
  return { ...testCampus(), devices: new Map([["dev-1", device]]) };
}

function latestOf(config = campus(), clock: HandClock = handClock(START)) {
  const latest = new LatestValues(
    () => config,
    () => null,
    clock,
  );
  let seq = 0;
  /** Values measured so many seconds after the start, received now. */
  const say = (seconds: number, values: Record<string, StoredValue>, units?: readonly Unit[]) => {
    const points = Object.keys(values);
    const shape = looseShape("dev-1", points, units ?? points.map(() => "Cel"));
    const measuredMs = START + seconds * 1000;
    latest.apply([{ ...reading(shape, Object.values(values), { measuredMs, receivedMs: clock.now() }), seq: ++seq }]);
  };
  const point = (name: string) => latest.list({ points: new Set([name]) })[0];
  return { latest, say, point, clock };
}

test("a point shows its newest value with unit, quality and both times", () => {
  const { say, point, clock } = latestOf();
  clock.pass(3000);
  say(1, { t: 20 });
  say(2, { t: 21.5 });
  expect(point("t")).toEqual({
    device: "dev-1", point: "t", value: 21.5, unit: "Cel", quality: "good", stale: false, staleAfter: "15s",
    measuredAt: at(2), receivedAt: at(3), seq: 2, lastGood: { value: 21.5, measuredAt: at(2) },
  }); // biome-ignore format: one answer
});

test("a bad value hides none: the last good one stays beside it until a good one comes", () => {
  const { say, point } = latestOf();
  say(1, { t: 20, h: 50 });
  say(2, { t: TIMEOUT, h: 51 });
  say(3, { t: TIMEOUT, h: 52 });
  expect(point("t")).toMatchObject({
    value: null,
    quality: "bad",
    reason: "timeout",
    seq: 3,
    lastGood: { value: 20, measuredAt: at(1) },
  });
  expect(point("h")).toMatchObject({ value: 52, quality: "good", lastGood: { value: 52, measuredAt: at(3) } });
  say(4, { t: 22, h: 53 });
  expect(point("t")).toMatchObject({ value: 22, quality: "good", lastGood: { value: 22, measuredAt: at(4) } });
  expect(point("t")).not.toHaveProperty("reason");
  say(5, { t: { value: 99, quality: "uncertain", reason: "jump" }, h: 54 });
  expect(point("t")).toMatchObject({
    value: 99,
    quality: "uncertain",
    reason: "jump",
    lastGood: { value: 22, measuredAt: at(4) },
  });
});

test("a point that was never good has no last good value", () => {
  const { say, point } = latestOf();
  say(1, { t: TIMEOUT });
  expect(point("t")).toMatchObject({ quality: "bad", lastGood: null });
});

test("late data does not replace what is newer, but may be the last good value", () => {
  const { say, point } = latestOf();
  say(10, { t: 20 });
  say(5, { t: 10 });
  expect(point("t")).toMatchObject({ value: 20, seq: 1 });
  say(20, { t: TIMEOUT });
  say(15, { t: 15 });
  expect(point("t")).toMatchObject({ value: null, seq: 3, lastGood: { value: 15, measuredAt: at(15) } });
  say(12, { t: 12 });
  expect(point("t")).toMatchObject({ lastGood: { value: 15, measuredAt: at(15) } });
});

test("a point that comes in several combinations shows the newest of them, and the newest good value of all", () => {
  const { say, point } = latestOf();
  say(1, { t: 20, h: 50 });
  say(2, { t: 21 });
  say(3, { h: 51, t: 22 });
  expect(point("t")).toMatchObject({ value: 22, seq: 3 });
  say(4, { t: TIMEOUT });
  expect(point("t")).toMatchObject({ value: null, seq: 4, lastGood: { value: 22, measuredAt: at(3) } });
  expect(point("h")).toMatchObject({ value: 51, seq: 3 });
});

test("a value in another unit is not the last good one", () => {
  const { say, point } = latestOf();
  say(1, { t: 20 }, ["Cel"]);
  say(2, { t: 293 }, ["K"]);
  say(3, { t: TIMEOUT }, ["K"]);
  expect(point("t")).toMatchObject({ unit: "K", lastGood: { value: 293 } });
  say(4, { t: TIMEOUT }, ["Cel"]);
  expect(point("t")).toMatchObject({ unit: "Cel", lastGood: null });
});

test("a value becomes stale with the time since it was measured", () => {
  const { say, point, clock } = latestOf();
  say(0, { t: 20 });
  clock.pass(15_000);
  expect(point("t")?.stale).toBe(false);
  clock.pass(1000);
  expect(point("t")?.stale).toBe(true);
  say(1, { t: 21 });
  expect(point("t")?.stale, "received now, but old").toBe(false);
  clock.pass(1000);
  expect(point("t")?.stale).toBe(true);
});

test("a configured point that never had a value is listed as bad, never; a device that is not configured is not listed", () => {
  const { latest, say, point } = latestOf(campus({ t: null, odd: "K", temperature: null }));
  say(1, { t: 20 });
  expect(point("odd")).toEqual({
    device: "dev-1", point: "odd", value: null, unit: "K", quality: "bad", reason: "never", stale: true, staleAfter: "15s",
    measuredAt: null, receivedAt: null, seq: null, lastGood: null,
  }); // biome-ignore format: one answer
  expect(point("temperature")).toMatchObject({ unit: "Cel", reason: "never" });
  latest.apply([{ ...reading(looseShape("stranger"), [1]), seq: 9 }]);
  expect(
    latest
      .list()
      .map((one) => `${one.device}/${one.point}`)
      .sort(),
  ).toEqual(["dev-1/odd", "dev-1/t", "dev-1/temperature"]);
});

test("what changed since a seq is what has a newer reading, and the answers stand at the newest entry", () => {
  const { latest, say } = latestOf(campus({ odd: null }));
  say(1, { t: 20 });
  say(2, { h: 50 });
  expect(latest.changedSince(1).map((one) => one.point)).toEqual(["h"]);
  expect(latest.changedSince(2)).toEqual([]);
  latest.apply([{ ...event("dev-1"), seq: 3 }]);
  expect(latest.seq).toBe(3);
});

test("a device that names ever new points keeps its 64 newest combinations, and those that come again are shown", () => {
  const { latest, say, point } = latestOf();
  for (let i = 0; i < 100; i++) say(i, { [`p${i}`]: i });
  expect(latest.list()).toHaveLength(64);
  expect([point("p35"), point("p36")?.value]).toEqual([undefined, 36]);
  say(200, { p0: 7 });
  expect(point("p0")?.value).toBe(7);
});

test("restarts show the same, with and without a save in between, whatever combinations came and went", async () => {
  await using folder = tempFolder();
  await using crashed = tempFolder();
  const config = campus();
  const clock = handClock(START);
  const open = async (path: string) => {
    const latest = new LatestValues(
      () => config,
      () => null,
      clock,
    );
    const journal = await openTestJournal(path, { projections: [latest], clock });
    const say = (seconds: number, values: Record<string, StoredValue>) => {
      const shape = journal.shape(
        "dev-1",
        Object.keys(values),
        Object.keys(values).map(() => "Cel" as const),
      );
      return store(
        journal,
        reading(shape, Object.values(values), { measuredMs: START + seconds * 1000, receivedMs: START }),
      );
    };
    return {
      latest,
      journal,
      say,
      shown: () => JSON.stringify([latest.seq, latest.list().sort((a, b) => (a.point < b.point ? -1 : 1))]),
    };
  };
  let shown = "";
  for (let round = 0; round < 3; round++) {
    const one = await open(folder.path);
    await using journal = one.journal;
    if (shown !== "") expect(one.shown(), `round ${round}`).toBe(shown);
    for (let i = 0; i < 50; i++) await one.say(round * 100 + i, { [`p${round * 50 + i}`]: i });
    await one.say(round * 100 + 60, { t: round, h: 50 });
    await one.say(round * 100 + 61, { t: TIMEOUT, h: 51 });
    await one.say(3, { p1: 1 });
    shown = one.shown();
    for (const end of ["", "-wal"])
      copyFileSync(join(folder.path, `journal.db${end}`), join(crashed.path, `journal.db${end}`));
    void journal;
  }
  for (const path of [crashed.path, folder.path]) {
    const one = await open(path);
    expect(one.shown()).toBe(shown);
    await one.journal[Symbol.asyncDispose]();
  }
});
