import { expect, test } from "vitest";
import {
  alone,
  folded,
  type HistoryAnswer,
  holesOf,
  joined,
  type Moment,
  momentsOf,
  nearest,
  stretchesOf,
  withGaps,
} from "./course.ts";

const MINUTE = 60_000;
const at = (minute: number) => new Date(minute * MINUTE).toISOString();
const value = (minute: number, number: number | null, bad = false): Moment => ({
  atMs: minute * MINUTE,
  value: number,
  min: number,
  max: number,
  bad,
});

test("no line is drawn across a time in which nothing came, and none through a value that is not valid", () => {
  const answer: HistoryAnswer = {
    unit: "Cel",
    complete: true,
    next: null,
    readings: [
      { at: at(0), value: 20, quality: "good" },
      { at: at(1), value: null, quality: "bad" },
      { at: at(2), value: 21, quality: "uncertain" },
      { at: at(30), value: 22, quality: "good" },
    ],
  };
  const drawn = withGaps(momentsOf(answer), 5 * MINUTE);
  expect(drawn.map((moment) => moment.value)).toEqual([20, null, 21, null, 22]);
  expect(drawn.map((moment) => moment.bad)).toEqual([false, true, false, false, false]);
});

test("a step in which every reading was bad has no value; one with some good ones keeps its figures and says that some were bad", () => {
  const figures = { min: 1, max: 3, mean: 2, last: 3 };
  const answer: HistoryAnswer = {
    unit: "Cel",
    complete: true,
    next: null,
    buckets: [
      { at: at(0), count: 0, min: null, max: null, mean: null, last: null, bad: 4 },
      { at: at(1), count: 3, ...figures, bad: 1 },
    ],
  };
  expect(momentsOf(answer)).toEqual([
    { atMs: 0, value: null, min: null, max: null, bad: true },
    { atMs: MINUTE, value: 2, min: 1, max: 3, bad: true },
  ]);
});

test("what came live follows the answer without doubling it, and what is older than the range goes", () => {
  const past = [value(0, 1), value(1, 2), value(2, 3)];
  const live = [value(1, 2), value(2, 3), value(3, 4)];
  expect(joined(past, live, MINUTE).map((moment) => moment.value)).toEqual([2, 3, 4]);
});

test("a state holds until the next reading, but not longer than the device may be silent", () => {
  const moments = [value(0, 1), value(1, 1), value(2, 0), value(20, 1), value(21, null, true)];
  expect(stretchesOf(moments, 5 * MINUTE, 22 * MINUTE)).toEqual([
    { fromMs: 0, toMs: 2 * MINUTE, state: "on" },
    { fromMs: 2 * MINUTE, toMs: 7 * MINUTE, state: "off" },
    { fromMs: 20 * MINUTE, toMs: 21 * MINUTE, state: "on" },
    { fromMs: 21 * MINUTE, toMs: 22 * MINUTE, state: "bad" },
  ]);
});

test("times in which nothing came, and times in which nothing valid came, are stretches of their own", () => {
  const moments = [value(2, 1), value(3, 1), value(10, null, true), value(11, null, true), value(12, 2)];
  const span = { fromMs: 0, toMs: 20 * MINUTE, gapMs: 1.5 * MINUTE, stepMs: MINUTE };
  expect(holesOf(moments, span)).toEqual([
    { fromMs: 0, toMs: 2 * MINUTE, kind: "missing" },
    { fromMs: 4 * MINUTE, toMs: 10 * MINUTE, kind: "missing" },
    { fromMs: 10 * MINUTE, toMs: 12 * MINUTE, kind: "bad" },
    { fromMs: 13 * MINUTE, toMs: 20 * MINUTE, kind: "missing" },
  ]);
  expect(holesOf([], span)).toEqual([{ fromMs: 0, toMs: 20 * MINUTE, kind: "missing" }]);
});

test("what stands at the cross-hair is the nearest moment, and nothing where none is near", () => {
  const moments = [value(0, 1), value(1, 2), value(9, 3)];
  expect(nearest(moments, 0.6 * MINUTE, MINUTE)?.value).toBe(2);
  expect(nearest(moments, 5 * MINUTE, MINUTE)).toBeNull();
  expect(nearest(moments, 60 * MINUTE, 100 * MINUTE)?.value).toBe(3);
});

test("live values join figures of steps as figures, so that no line falls from a mean to a single value", () => {
  const live = [value(0.1, 10), value(0.5, 20), value(1.2, null, true), value(1.4, 5)];
  expect(folded(live, MINUTE)).toEqual([
    { atMs: 0, value: 15, min: 10, max: 20, bad: false },
    { atMs: MINUTE, value: 5, min: 5, max: 5, bad: true },
  ]);
});

test("a value with nothing beside it is found, because no line would show it", () => {
  const moments = [value(0, 1), value(1, null, true), value(2, 3), value(3, 4), value(4, null), value(5, 6)];
  expect(alone(moments).map((moment) => moment.value)).toEqual([1, 6]);
});
