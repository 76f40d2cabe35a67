import { expect, test } from "vitest";
import type { Sample } from "../../contract/driver.ts";
import type { Reason, Value } from "../../contract/entry.ts";
import { type Board, judge } from "./judge.ts";
import { type DeviceTrust, memoryOf, type Seeds } from "./rules.ts";

const MINUTE = 60_000;

/** A device that is judged poll after poll; each answer is its values, or reasons where there is none. */
function judgeOf(
  trust: DeviceTrust,
  { seeds = {}, board = new Map(), device = "d" }: { seeds?: Seeds; board?: Board; device?: string } = {},
) {
  const memories = new Map(Object.keys(trust).map((point) => [point, memoryOf(seeds[point], 0)] as const));
  return (nowMs: number, values: Readonly<Record<string, Value | { readonly bad: Reason }>>) => {
    const samples = Object.entries(values).map(
      ([point, value]): Sample =>
        typeof value === "object"
          ? { point, value: null, quality: "bad", reason: value.bad }
          : { point, value, quality: "good" },
    );
    const judged = judge(samples, { device, trust, memories, board, nowMs });
    return {
      ...Object.fromEntries(
        judged.samples.map(({ point, value, quality, reason }) => [
          point,
          quality === "good" ? value : `${quality} ${reason} ${value}`,
        ]),
      ),
      ...(judged.doubt !== null && { doubt: judged.doubt }),
    };
  };
}

test("a value outside its range is bad and has no number", () => {
  const say = judgeOf({ t: { range: [-40, 80] } });
  expect(say(0, { t: 80 })).toEqual({ t: 80 });
  expect(say(1, { t: 850 })).toEqual({ t: "bad range null", doubt: "t: 850 is not from -40 to 80" });
});

test("a spike is never a number, and what comes back after it is believed at once", () => {
  const say = judgeOf({ t: { jump: { by: 5, withinMs: 10_000 } } });
  expect(say(0, { t: 23 })).toEqual({ t: 23 });
  expect(say(5000, { t: 70 })).toEqual({ t: "bad jump null", doubt: "t: 70 after 23 is too much at once" });
  expect(say(10_000, { t: 23.1 })).toEqual({ t: 23.1 });
});

test("a step that the next poll confirms is believed from then on", () => {
  const say = judgeOf({ t: { jump: { by: 5, withinMs: 10_000 } } });
  say(0, { t: 23 });
  expect(say(5000, { t: 70 })).toMatchObject({ t: "bad jump null" });
  expect(say(10_000, { t: 71 })).toEqual({ t: 71 });
  expect(say(15_000, { t: 72 })).toEqual({ t: 72 });
});

test("two spikes that differ confirm nothing", () => {
  const say = judgeOf({ t: { jump: { by: 5, withinMs: 10_000 } } });
  say(0, { t: 23 });
  for (const [i, t] of [70, -20, 55].entries()) expect(say(i + 1, { t })).toMatchObject({ t: "bad jump null" });
});

test("after a long silence a value may be far from the one before", () => {
  const say = judgeOf({ t: { jump: { by: 5, withinMs: MINUTE } } });
  say(0, { t: 23 });
  for (let i = 1; i < 10; i++) say(i * MINUTE, { t: { bad: "timeout" } });
  expect(say(10 * MINUTE, { t: 60 })).toEqual({ t: 60 });
});

test("a counter that rolls over goes on; one that falls otherwise must say it twice", () => {
  const say = judgeOf({ e: { counter: { wrapsAt: 10_000 } } });
  say(0, { e: 9990 });
  expect(say(1, { e: 12 })).toEqual({ e: 12 });
  say(2, { e: 5000 });
  expect(say(3, { e: 100 })).toEqual({ e: "bad jump null", doubt: "e: 100 after 5000, but it only rises" });
  expect(say(4, { e: 5001 })).toEqual({ e: 5001 });
  expect(say(5, { e: 0 })).toMatchObject({ e: "bad jump null" });
  expect(say(6, { e: 0.5 })).toEqual({ e: 0.5 });
});

test("a counter that does not roll over is doubted also when it falls from high to low", () => {
  const say = judgeOf({ e: { counter: { wrapsAt: null } } });
  say(0, { e: 9990 });
  expect(say(1, { e: 12 })).toMatchObject({ e: "bad jump null" });
});

test("a value that stands still for too long is none, until it moves", () => {
  const say = judgeOf({ t: { flatlineMs: 10 * MINUTE } });
  expect(say(0, { t: 23.4 })).toEqual({ t: 23.4 });
  expect(say(10 * MINUTE - 1, { t: 23.4 })).toEqual({ t: 23.4 });
  expect(say(10 * MINUTE, { t: 23.4 })).toEqual({
    t: "bad flatline null",
    doubt: "t: 23.4 has not changed for too long",
  });
  expect(say(11 * MINUTE, { t: 23.5 })).toEqual({ t: 23.5 });
});

test("what stood still before a restart stands still after it, until it moves", () => {
  const say = judgeOf(
    { t: { flatlineMs: 10 * MINUTE } },
    { seeds: { t: { value: 23.4, ageMs: MINUTE, reason: "flatline" } } },
  );
  expect(say(0, { t: 23.4 })).toMatchObject({ t: "bad flatline null" });
  expect(say(1, { t: 23.3 })).toEqual({ t: 23.3 });
});

test("the first value after a restart is compared with the last one before it", () => {
  const say = judgeOf(
    { t: { jump: { by: 5, withinMs: MINUTE } } },
    { seeds: { t: { value: 23, ageMs: 1000, reason: null } } },
  );
  expect(say(5000, { t: 70 })).toMatchObject({ t: "bad jump null" });
});

test("measurements whose number stands still are none, with the reason of the number", () => {
  const say = judgeOf({ n: { flatlineMs: MINUTE }, pm: { follows: "n" } });
  say(0, { pm: 12, n: 1 });
  expect(say(MINUTE, { pm: 12, n: 1 })).toMatchObject({ pm: "bad flatline null", n: "bad flatline null" });
  expect(say(MINUTE + 1, { pm: 12, n: 2 })).toEqual({ pm: 12, n: 2 });
});

test("a value that the device itself calls none is none", () => {
  const say = judgeOf({ co2: { unless: ["warming", "fault"] } });
  expect(say(0, { co2: 612, warming: false, fault: true })).toEqual({
    co2: "bad device null",
    warming: false,
    fault: true,
    doubt: "co2: the device itself says fault",
  });
  expect(say(1, { co2: 612, warming: false, fault: false })).toMatchObject({ co2: 612 });
});

test("another serial number makes all of the device another device", () => {
  const say = judgeOf({ serial: { expect: "AS12" } });
  expect(say(0, { serial: "AS12", load: 40 })).toEqual({ serial: "AS12", load: 40 });
  expect(say(1, { serial: "AS13", load: 40, low: { bad: "sentinel" } })).toEqual({
    serial: "bad identity null",
    load: "bad identity null",
    low: "bad sentinel null",
    doubt: "its serial is AS13, not AS12: another device answers here",
  });
});

test("two sensors that differ for long enough are both uncertain and keep their values, until they agree", () => {
  const board: Board = new Map();
  const pair = (key: string): DeviceTrust => ({ t: { agrees: [{ key, within: 2, forMs: MINUTE, freshMs: 15_000 }] } });
  const left = judgeOf(pair("right.t"), { board, device: "left" });
  const right = judgeOf(pair("left.t"), { board, device: "right" });
  for (let ms = 0; ms < MINUTE; ms += 5000) {
    expect(left(ms, { t: 23 })).toEqual({ t: 23 });
    expect(right(ms, { t: 29 })).toEqual({ t: 29 });
  }
  left(MINUTE, { t: 23 });
  expect(right(MINUTE, { t: 29 })).toEqual({ t: "uncertain disagree 29", doubt: "t: 29, but left.t says 23" });
  expect(left(MINUTE + 5000, { t: 23 })).toEqual({ t: "uncertain disagree 23", doubt: "t: 23, but right.t says 29" });
  expect(right(MINUTE + 5000, { t: 24 })).toEqual({ t: 24 });
  expect(left(MINUTE + 10_000, { t: 23 })).toEqual({ t: 23 });
});

test("an old value of the other sensor is not compared with", () => {
  const board: Board = new Map([["right.t", { value: 50, atMs: 0 }]]);
  const left = judgeOf(
    { t: { agrees: [{ key: "right.t", within: 2, forMs: 0, freshMs: 15_000 }] } },
    { board, device: "left" },
  );
  expect(left(15_000, { t: 23 })).toMatchObject({ t: "uncertain disagree 23" });
  expect(left(15_001, { t: 23 })).toEqual({ t: 23 });
});

test("what comes bad stays as it came and is remembered as nothing", () => {
  const say = judgeOf({ t: { jump: { by: 5, withinMs: 10_000 }, flatlineMs: MINUTE } });
  say(0, { t: 23 });
  expect(say(5000, { t: { bad: "timeout" } })).toEqual({ t: "bad timeout null" });
  expect(say(10_000, { t: 24 })).toEqual({ t: 24 });
});
