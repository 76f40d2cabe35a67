import { expect, test } from "vitest";
import {
  alone,
  csvField,
  csvOf,
  folded,
  type HistoryAnswer,
  joined,
  type Moment,
  momentsOf,
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

test("a saved table opens in a spreadsheet as numbers and text, never as a formula", () => {
  expect(csvField("=HYPERLINK(1)")).toBe("'=HYPERLINK(1)");
  expect(csvField("-20.5")).toBe("-20.5");
  expect(csvOf(["时间", "值, °C"], [value(0, -1.5)]).split("\r\n")[0]).toBe('时间,"值, °C"');
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
