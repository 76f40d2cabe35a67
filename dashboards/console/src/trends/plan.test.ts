import { expect, test } from "vitest";
import { parseDuration } from "#gateway/contract/time.ts";
import { historyPath, stepFor } from "./plan.ts";
import { changed, rangeAround } from "./window.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-22T05:00:00.000Z");

test.each([
  [HOUR, null],
  [6 * HOUR, "1min"],
  [DAY, "2min"],
  [7 * DAY, "15min"],
  [30 * DAY, "1h"],
  [365 * DAY, "12h"],
])("a range of %i ms that ends now is asked for in steps of %s", (length, step) => {
  expect(stepFor(NOW - length, NOW, NOW)).toBe(step);
});

test("whatever the range, there are no more steps than a chart can show, and never finer ones than are kept so far back", () => {
  for (const ago of [0, 20 * DAY, 60 * DAY, 500 * DAY])
    for (let length = HOUR / 2; length < 4000 * DAY; length *= 1.7) {
      const from = NOW - ago - length;
      const step = stepFor(from, NOW - ago, NOW);
      const ms = parseDuration(step ?? "") ?? 0;
      if (step === null) expect(length).toBeLessThanOrEqual(HOUR);
      else if (length < 20_000 * DAY) expect(length / ms).toBeLessThanOrEqual(750);
      if (NOW - from > 32 * DAY) expect(ms % (15 * 60_000)).toBe(0);
      if (NOW - from > 401 * DAY) expect(ms % DAY).toBe(0);
    }
});

test("the question names both ends where the range does not end now", () => {
  const series = { device: "mr1-th", point: "temperature" };
  expect(historyPath(series, { fromMs: NOW - HOUR, toMs: NOW }, "5min")).toBe(
    "/history?device=mr1-th&point=temperature&from=2026-11-22T04%3A00%3A00.000Z&to=2026-11-22T05%3A00%3A00.000Z&step=5min",
  );
});

test("looking closer keeps the middle, looking on never goes beyond now", () => {
  const window = { range: { preset: "1h" }, fromMs: NOW - HOUR, toMs: NOW, moving: true } as const;
  expect(changed(window, { factor: 0.5 }, NOW)).toEqual({ from: NOW - 0.75 * HOUR, to: NOW - 0.25 * HOUR });
  expect(changed(window, { factor: 2 }, NOW)).toEqual({ from: NOW - 2 * HOUR, to: NOW });
  expect(changed(window, { move: 0.5 }, NOW)).toEqual({ from: NOW - HOUR, to: NOW });
});

test("an alarm leads to the hours around it, and one that has just been raised to the hours before now", () => {
  const around = rangeAround("2020-11-22T05:00:00.000Z");
  expect([around.get("from"), around.get("to")]).toEqual(["2020-11-22T02:00:00.000Z", "2020-11-22T08:00:00.000Z"]);
  expect(rangeAround(new Date().toISOString()).toString()).toBe("range=6h");
  expect(rangeAround(null).toString()).toBe("range=6h");
});
