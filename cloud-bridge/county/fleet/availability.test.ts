// Availability blames a campus for nothing but its own absence.
import { expect, test } from "vitest";
import { availabilityOf } from "./availability.ts";
import { common, merged, without } from "./spans.ts";

const HOUR = 3_600_000;
const NOW = 1000 * HOUR;
const hours = (from: number, to: number) => ({ fromMs: NOW - from * HOUR, toMs: NOW - to * HOUR });
const of = (links: ReturnType<typeof hours>[], more: { runs?: typeof links; planned?: typeof links } = {}) =>
  availabilityOf({ links, runs: more.runs ?? [hours(2000, 0)], planned: more.planned ?? [] }, NOW - 24 * HOUR, NOW);

test("six hours without connection in a day are a quarter", () => {
  expect(of([hours(30, 12), hours(6, 0)])).toBe(0.75);
});

test("the time before a campus was first heard does not count; one that was never heard has none", () => {
  expect(of([hours(4, 2), hours(1, 0)])).toBe(0.75);
  expect(of([])).toBe(0);
});

test("hours of a planned power-off count neither way, also when the campus was connected in them", () => {
  const planned = [hours(20, 8)];
  expect(of([hours(30, 20), hours(8, 6), hours(3, 0)], { planned })).toBe(0.75);
  expect(of([hours(30, 6), hours(3, 0)], { planned })).toBe(0.75);
});

test("while the county itself was off, nobody can say that a campus was", () => {
  expect(of([hours(30, 12), hours(6, 0)], { runs: [hours(100, 12), hours(6, 0)] })).toBeGreaterThan(0.99);
  // Nothing was noted of runs before the first one that is.
  expect(of([hours(30, 12), hours(6, 0)], { runs: [hours(3, 0)] })).toBe(0.75);
});

test("whoever has nothing due and is connected all the same is well", () => {
  expect(of([hours(2, 0)], { planned: [hours(30, 0)] })).toBe(1);
  expect(of([hours(2, 1)], { planned: [hours(30, 0)] })).toBe(0);
});

test("stretches are merged, cut and taken out as a clock would count them", () => {
  const [a, b] = [[{ fromMs: 5, toMs: 9 }, { fromMs: 0, toMs: 6 }, { fromMs: 20, toMs: 20 }], [{ fromMs: 2, toMs: 3 }, { fromMs: 8, toMs: 12 }]] as const; // biome-ignore format: one line
  expect(merged(a)).toEqual([{ fromMs: 0, toMs: 9 }]);
  expect(common(merged(a), b)).toEqual([{ fromMs: 2, toMs: 3 }, { fromMs: 8, toMs: 9 }]);
  expect(without(merged(a), b)).toEqual([{ fromMs: 0, toMs: 2 }, { fromMs: 3, toMs: 8 }]);
}); // biome-ignore format: pairs
