// Floods and chatter by their definition, and their end.
import { expect, test } from "vitest";
import { floodsOf, Pace } from "./pace.ts";

const MINUTE = 60_000;
const wallOf = (moment: number) => String(moment);
const every = (ms: number, count: number, from = 0) => Array.from({ length: count }, (_, i) => from + i * ms);

test("ten alarms within ten minutes are a flood from the tenth on; nine are none", () => {
  expect(floodsOf(every(MINUTE, 9), 20 * MINUTE)).toEqual([]);
  expect(floodsOf(every(MINUTE, 10), 9 * MINUTE)).toEqual([{ from: 9 * MINUTE, to: null, raised: 10 }]);
  expect(floodsOf(every(2 * MINUTE, 100), 200 * MINUTE)).toEqual([]);
});

test("a flood goes on with fewer than ten and ends when fewer than five are left of ten minutes", () => {
  const raises = [...every(1000, 12), 9 * MINUTE, 9.5 * MINUTE];
  expect(floodsOf(raises, 10 * MINUTE)).toEqual([{ from: 9000, to: null, raised: 14 }]);
  expect(floodsOf(raises, 12 * MINUTE)).toEqual([{ from: 9000, to: 10 * MINUTE + 9000, raised: 14 }]);
  expect(floodsOf(every(1000, 12), 9 * MINUTE)).toEqual([{ from: 9000, to: null, raised: 12 }]);
  expect(floodsOf(every(1000, 12), 30 * MINUTE)).toEqual([{ from: 9000, to: 10 * MINUTE + 7000, raised: 12 }]);
});

test("floods are found one by one, and how much of the day they took", () => {
  const raises = [...every(0, 10, MINUTE), ...every(0, 10, 60 * MINUTE)];
  expect(floodsOf(raises, 120 * MINUTE).map(({ from, to }) => [from, to])).toEqual([
    [MINUTE, 11 * MINUTE],
    [60 * MINUTE, 70 * MINUTE],
  ]);
  expect(new Pace(raises).load(120 * MINUTE)).toEqual({ lastHour: 0, last10Minutes: 0, floodShare: 0.0139 });
  expect(new Pace(raises).load(65 * MINUTE)).toMatchObject({ lastHour: 10, last10Minutes: 10 });
});

test("an alarm that changes three times within a minute chatters until it does not", () => {
  const pace = new Pace([]);
  for (const [change, at] of [
    ["raised", 0],
    ["cleared", 20_000],
  ] as const)
    pace.note("a", change, true, at);
  expect(pace.chattering(20_000, wallOf)).toEqual([]);
  pace.note("a", "raised", true, 40_000);
  pace.note("b", "raised", true, 40_000);
  expect(pace.chattering(40_000, wallOf)).toEqual([{ alarm: "a", since: "0", changes: 3 }]);
  pace.note("a", "cleared", true, 65_000);
  expect(pace.chattering(65_000, wallOf)).toEqual([{ alarm: "a", since: "0", changes: 4 }]);
  expect(pace.chattering(110_000, wallOf)).toEqual([]);
  pace.note("a", "raised", true, 111_000);
  expect(pace.chattering(111_000, wallOf)).toEqual([]);
});

test("what a cause explains or maintenance covers is no flood", () => {
  const pace = new Pace([]);
  for (let i = 0; i < 20; i++) pace.note(`a${i}`, "raised", false, i);
  expect([pace.flood(20, wallOf), pace.load(20).lastHour]).toEqual([null, 0]);
});
