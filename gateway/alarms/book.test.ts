import { expect, test } from "vitest";
import type { AlarmRule, CampusConfig } from "../config/campus.ts";
import type { Reading } from "../journal/record.ts";
import { acknowledge } from "./actions.ts";
import type { AlarmState, Moment } from "./alarm.ts";
import { AlarmBook } from "./book.ts";
import type { Plan } from "./book-words.ts";
import { bad, HOT, PROFILES, readingOf, testCampus, testDevice } from "./testing.ts";
import type { Output } from "./view.ts";
import { watchesOf } from "./watches.ts";

const planOf = (config: CampusConfig): Plan => ({
  watches: watchesOf(config, PROFILES),
  reasonGone: () => "rule-removed",
  isOnline: () => false,
  present: () => null,
});
const rule = (id: string, more: Partial<AlarmRule>): AlarmRule => ({ ...HOT, id, ...more });
const RULES = [
  rule("at-once", {}),
  rule("slow", { onDelayMs: 3000, offDelayMs: 2000 }),
  rule("cold", { condition: { is: "below", limit: 20 }, offDelayMs: 5000 }),
  rule("blind", { condition: { is: "badFor", forMs: 2000 } }),
  rule("silent", { condition: { is: "noData", forMs: 4000 }, target: { by: "place", id: "room" } }),
  rule("latch", { latched: true, target: { by: "profile", id: "native" } }),
];
const CAMPUS = testCampus(
  RULES,
  [testDevice("mr1-th", { place: "room" }), testDevice("mr2-th", { place: "room" })],
  [{ id: "room", name: "room", class: "machine-room", key: false, within: null }],
);

/** Always the same numbers for a seed, from 0 to 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function readings(seed: number, count: number): Reading[] {
  const next = random(seed);
  let at = 0;
  return Array.from({ length: count }, (_, i) => {
    at += Math.floor(next() * 2500);
    const value = next() < 0.15 ? bad(next() < 0.5 ? "timeout" : "sentinel") : Math.round(15 + next() * 20);
    const late = next() < 0.05 ? 3_600_000 : 0;
    const device = next() < 0.6 ? "mr1-th" : "mr2-th";
    return readingOf(device, { temperature: value }, at, { seq: i + 1, measuredMs: at - late });
  });
}

interface Saved {
  readonly seq: number;
  readonly turn: number;
  readonly lastNumber: number;
  readonly states: readonly AlarmState[];
}

/** What a file would give back. */
const written = <T>(value: T): T => JSON.parse(JSON.stringify(value));

function restored({ states, ...from }: Saved): AlarmBook {
  const book = new AlarmBook({ epoch: "e1", ...from });
  book.load(written(states), planOf(CAMPUS), Number.NEGATIVE_INFINITY);
  book.configure(planOf(CAMPUS), 0, 0);
  return book;
}

/** Takes the readings; `saves` gets what would be on disk after each. */
function play(book: AlarmBook, given: readonly Reading[], saves: Saved[] = []): Output[] {
  const outputs: Output[] = [];
  const states = new Map<string, AlarmState>();
  let lastNumber = 0;
  for (const reading of given) {
    const at: Moment = reading.receivedMs;
    book.advance(at, (moment) => moment);
    book.take(reading, at);
    book.seq = reading.seq;
    const draft = book.draft();
    book.saved(draft);
    for (const state of draft.alarms) states.set(state.id, state);
    lastNumber = draft.outputs.at(-1)?.n ?? lastNumber;
    outputs.push(...draft.outputs.map(({ output }) => output));
    saves.push({ seq: reading.seq, turn: book.turn, lastNumber, states: [...states.values()] });
  }
  return outputs;
}

const EMPTY = { epoch: "e1", seq: 0, turn: 0, lastNumber: 0, states: [] };

test.each([1, 2, 3, 4, 5])(
  "from any position the rest gives the same entries under the same keys (seed %i)",
  (seed) => {
    const given = readings(seed, 120);
    const saves: Saved[] = [];
    const all = play(restored(EMPTY), given, saves);
    expect(all.length).toBeGreaterThan(30);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    for (const [i, save] of saves.entries()) {
      const rest = play(restored(save), given.slice(i + 1));
      expect(rest).toEqual(all.slice(all.length - rest.length));
      const before = play(restored(EMPTY), given.slice(0, i + 1));
      expect(before.length + rest.length).toBe(all.length);
    }
  },
);

test("looking at the time more often changes no entry", () => {
  const given = readings(7, 120);
  const often = restored(EMPTY);
  const outputs: Output[] = [];
  for (const reading of given) {
    for (let back = 2500; back >= 0; back -= 500) often.advance(reading.receivedMs - back, (moment) => moment);
    outputs.push(...play(often, [reading]));
  }
  expect(outputs.map(({ type, body }) => [type, body])).toEqual(
    play(restored(EMPTY), given).map(({ type, body }) => [type, body]),
  );
});

test("rules select by device, profile and place with all places within; a device without the point has no alarm", () => {
  const place = (id: string, within: string | null = null) => ({
    id,
    name: id,
    class: "machine-room",
    key: false,
    within,
  });
  const modbus = { driver: "modbus", profile: "xy-md02", place: "rack" };
  const config = testCampus(
    [
      rule("by-device", { target: { by: "device", id: "a" } }),
      rule("by-profile", { target: { by: "profile", id: "xy-md02" } }),
      rule("by-place", { target: { by: "place", id: "building" }, point: "humidity" }),
      rule("nowhere", { target: { by: "profile", id: "xy-md02" }, point: "smoke" }),
    ],
    [
      testDevice("a", { place: "yard" }),
      testDevice("b", modbus),
      testDevice("c", { ...modbus, enabled: false }),
      testDevice("d", { place: "room" }),
    ],
    [place("building"), place("room", "building"), place("rack", "room"), place("yard")],
  );
  const watches = watchesOf(config, PROFILES);
  expect([...watches.values()].filter(({ origin }) => origin === "campus").map(({ id }) => id).sort()).toEqual([
    "by-device.a.temperature", "by-place.b.humidity", "by-place.c.humidity", "by-place.d.humidity",
    "by-profile.b.temperature", "by-profile.c.temperature",
  ]); // biome-ignore format: a list of ids
  expect(watches.get("by-profile.c.temperature")?.outOfService).toBe(true);
  expect(watches.get("by-place.d.humidity")?.expected).toBe(false);
});

test("a device among several that never had the point is not silent; one that had it is", () => {
  const config = testCampus([RULES[4] as AlarmRule], [testDevice("x", { place: "room" })], [...CAMPUS.places.values()]);
  const book = new AlarmBook(EMPTY);
  book.configure(planOf(config), 0, 0);
  book.advance(60_000, (moment) => moment);
  expect(book.hasOutputs).toBe(false);
  book.take(readingOf("x", { temperature: 1 }, 60_000, { seq: 1 }), 60_000);
  book.advance(64_000, (moment) => moment);
  expect(book.draft().outputs.map(({ output }) => output.type)).toEqual(["alarm.raised"]);
});

test("after a start silence is held against nobody before devices could be heard again", () => {
  const strict = planOf(testCampus([rule("silent", { condition: { is: "noData", forMs: 4000 } })]));
  const before = new AlarmBook(EMPTY);
  before.configure(strict, 0, 0);
  const again = new AlarmBook(EMPTY);
  again.load(before.draft().alarms, strict, 3_600_000);
  again.configure(strict, 3_600_000, 0);
  again.advance(3_603_900, (moment) => moment);
  expect(again.hasOutputs).toBe(false);
  again.advance(3_604_000, (moment) => moment);
  expect(again.hasOutputs).toBe(true);
});

test("a disabled device raises nothing and keeps what it had; in service again it is judged again", () => {
  const off = testCampus(RULES, [testDevice("mr1-th", { enabled: false, place: "room" })], [...CAMPUS.places.values()]);
  const book = restored(EMPTY);
  book.take(readingOf("mr1-th", { temperature: 40 }, 1000, { seq: 1 }), 1000);
  book.saved(book.draft());
  book.configure(planOf(off), 1500, 1500);
  book.saved(book.draft());
  book.take(readingOf("mr1-th", { temperature: 20 }, 2000, { seq: 2 }), 2000);
  book.advance(90_000, (moment) => moment);
  expect(book.draft().outputs).toEqual([]);
  expect(book.isOutOfService("at-once.mr1-th.temperature")).toBe(true);
  book.configure(planOf(CAMPUS), 90_000, 90_000);
  book.take(readingOf("mr1-th", { temperature: 20 }, 91_000, { seq: 3 }), 91_000);
  const types = book.draft().outputs.map(({ output }) => [output.type, output.body.rule]);
  expect(types).toContainEqual(["alarm.cleared", "at-once"]);
});

test("an alarm whose rule is gone stays until somebody has seen it, and is forgotten then", () => {
  const book = restored(EMPTY);
  book.take(readingOf("mr1-th", { temperature: 40 }, 1000, { seq: 1 }), 1000);
  book.saved(book.draft());
  book.configure(planOf(testCampus([])), 2000, 2000);
  const ended = book.draft();
  expect(ended.outputs.map(({ output }) => [output.body.rule, output.body.reason])).toEqual([
    ["at-once", "rule-removed"],
    ["latch", "rule-removed"],
  ]);
  book.saved(ended);
  const act = { by: "admin", occurrence: 1, comment: null, at: 3000, atMs: 3000 };
  expect(book.act("at-once.mr1-th.temperature", (state) => acknowledge(state, act))?.state.acknowledged).toBe(true);
  expect(book.draft().gone).toEqual(new Map([["at-once.mr1-th.temperature", 1]]));
  expect(book.act("at-once.mr1-th.temperature", (state) => acknowledge(state, act))).toBeNull();
});

test("what could not be saved has not happened", () => {
  const book = restored(EMPTY);
  book.take(readingOf("mr1-th", { temperature: 40 }, 1000, { seq: 1 }), 1000);
  book.saved(book.draft());
  const act = { by: "admin", occurrence: 1, comment: null, at: 3000, atMs: 3000 };
  const acted = book.act("latch.mr1-th.temperature", (state) => acknowledge(state, act));
  expect(book.draft().outputs).toHaveLength(1);
  expect(acted?.undo()).toBe(true);
  expect(book.draft().outputs).toEqual([]);
  expect(book.draft().alarms.map(({ acknowledged }) => acknowledged)).toEqual([false]);
});

test("a device that tells equal polls once a minute is not silent in between, and is silent when it answers no more", () => {
  const quiet = rule("quiet", { condition: { is: "noData", forMs: 5000 } });
  const device = testDevice("mr1-th", { report: { onChange: true, atLeastMs: 60_000 } });
  const book = new AlarmBook(EMPTY);
  book.configure(planOf(testCampus([quiet], [device])), 0, 0);
  const advance = (at: Moment) => book.advance(at, (moment) => moment);
  book.take(readingOf("mr1-th", { temperature: 21 }, 1000, { seq: 1 }), 1000);
  advance(61_000);
  book.take(readingOf("mr1-th", { temperature: 21 }, 61_000, { seq: 2 }), 61_000);
  book.take(readingOf("mr1-th", { temperature: bad("timeout") }, 70_000, { seq: 3 }), 70_000);
  advance(74_999);
  expect(book.draft().outputs).toEqual([]);
  advance(75_000);
  expect(book.draft().outputs.map(({ output }) => output.type)).toEqual(["alarm.raised"]);
});

test("a rule that is new judges the newest value at once, a rule that was there does not", () => {
  const config = testCampus([rule("old", {})]);
  const both = testCampus([rule("old", {}), rule("new", {}), rule("slow-new", { onDelayMs: 3000 })]);
  const present = (_device: string, point: string) =>
    point === "temperature" ? { value: 40, unit: "Cel", seq: 3 } : null;
  const book = new AlarmBook({ ...EMPTY, seq: 3 });
  book.load([], planOf(config), 0);
  book.configure({ ...planOf(both), present }, 1000, 1000);
  const raised = () => book.draft().outputs.map(({ output }) => [output.type, output.body.rule, output.cause]);
  expect(raised()).toEqual([["alarm.raised", "new", 3]]);
  book.advance(4000, (moment) => moment);
  expect(raised()).toContainEqual(["alarm.raised", "slow-new", 3]);
});

test("a value that is still to come as an entry is not judged before", () => {
  const book = new AlarmBook({ ...EMPTY, seq: 3 });
  book.configure(
    { ...planOf(testCampus([rule("new", {})])), present: () => ({ value: 40, unit: "Cel", seq: 4 }) },
    0,
    0,
  );
  expect(book.hasOutputs).toBe(false);
});

test("entries of two journals never have the same key", () => {
  const keys = ["e1", "e2"].map((epoch) => {
    const book = new AlarmBook({ ...EMPTY, epoch });
    book.configure(planOf(CAMPUS), 0, 0);
    book.take(readingOf("mr1-th", { temperature: 40 }, 1000, { seq: 1 }), 1000);
    return book.draft().outputs.map(({ output }) => output.key);
  });
  expect(keys[0]?.length).toBeGreaterThan(0);
  expect(new Set(keys.flat()).size).toBe(keys.flat().length);
});
