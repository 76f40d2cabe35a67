import { expect, test } from "vitest";
import { BUILD_DATE_MS } from "./build-date.ts";
import { watchClock } from "./clock-watch.ts";
import { handClock } from "./hand-clock.ts";

test("a clock that was never set is not trusted, and is after it was set; the step is told once with its size", () => {
  const clock = handClock(Date.UTC(1970, 0, 1, 0, 10));
  const steps: number[] = [];
  using watch = watchClock(clock, (offsetMs) => steps.push(offsetMs));
  clock.pass(60_000);
  expect([watch.trusted, watch.lastStep, steps]).toEqual([false, null, []]);
  const before = clock.now();
  clock.setWall(BUILD_DATE_MS + 5000);
  clock.pass(500);
  expect(watch.trusted).toBe(true);
  expect(steps).toHaveLength(1);
  expect(Math.abs((steps[0] ?? 0) - (BUILD_DATE_MS + 5000 - before))).toBeLessThan(2);
  expect(watch.lastStep).toEqual({ offsetMs: steps[0], atMs: clock.now() });
  clock.pass(60_000);
  expect(steps).toHaveLength(1);
});

test("steps forwards and backwards are told with their sign; slewing is not a step", () => {
  const clock = handClock();
  const steps: number[] = [];
  using _ = watchClock(clock, (offsetMs) => steps.push(Math.round(offsetMs / 100) * 100));
  clock.setWall(clock.now() + 3_600_000);
  clock.pass(500);
  clock.setWall(clock.now() - 3_600_000);
  clock.pass(500);
  for (let i = 0; i < 20; i++) {
    clock.setWall(clock.now() + 400);
    clock.pass(500);
  }
  expect(steps).toEqual([3_600_000, -3_600_000]);
});

test("nothing is told after it was disposed of", () => {
  const clock = handClock();
  const steps: number[] = [];
  watchClock(clock, (offsetMs) => steps.push(offsetMs))[Symbol.dispose]();
  clock.setWall(0);
  clock.pass(5000);
  expect(steps).toEqual([]);
});
