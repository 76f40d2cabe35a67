// What the simulated campuses say, without a county: the same story for the same seed, late readings that correct, outages as their fate has it.
import { expect, test } from "vitest";
import { CAMPUSES, inventedCampuses, REAL_CAMPUS, TOWNS } from "./campuses.ts";
import { type Figures, figuresBetween, MINUTE_MS, QUARTER_MS, valueAt } from "./figures.ts";
import { isDarkBy } from "./gateway.ts";
import { schoolOf } from "./school.ts";
import { happeningsBetween } from "./story.ts";

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Even in UTC, so that the stretch of the late device lies 20 minutes behind it. */
const EVEN = Date.UTC(2026, 10, 23, 4);
const [first] = inventedCampuses(1);
if (first === undefined) throw new Error("no campus");
const school = schoolOf(first);
const measuring = { seed: 1, campus: first.id, school };
const both = ["1min", "15min"] as const;

/** The figures that remain when each later one replaces an earlier one. */
function newest(figures: readonly Figures[]): Map<string, Figures> {
  return new Map(figures.map((one) => [`${one.step} ${one.device}.${one.point} ${one.atMs}`, one]));
}

test("the county has 24 campuses in nine towns, each name once, one of them for a real gateway", () => {
  const all = [...CAMPUSES, REAL_CAMPUS];
  expect(new Set(all.map(({ id }) => id)).size).toBe(24);
  expect(new Set(all.map(({ name }) => name)).size).toBe(24);
  expect(new Set(all.map(({ town }) => town))).toEqual(new Set(TOWNS.map(({ id }) => id)));
});

test("a school has between nine and sixty points, more in a larger one", () => {
  const sizes = (["point", "central", "primary", "middle", "nine"] as const).map(
    (kind) => schoolOf({ kind, gateway: "full" }).points.length,
  );
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  expect(sizes[0]).toBeGreaterThanOrEqual(9);
  expect(sizes.at(-1)).toBeLessThanOrEqual(60);
});

test("told minute by minute or in one piece, the same figures remain", () => {
  const piecemeal: Figures[] = [];
  for (let atMs = EVEN; atMs < EVEN + HOUR_MS; atMs += MINUTE_MS)
    piecemeal.push(...figuresBetween(measuring, atMs, atMs + MINUTE_MS, both));
  expect(newest(piecemeal)).toEqual(newest(figuresBetween(measuring, EVEN, EVEN + HOUR_MS, both)));
});

test("a device that tells its readings late leaves a hole first, and then corrects minutes and quarters", () => {
  const late = school.points.at(-1);
  const told = figuresBetween(measuring, EVEN, EVEN + 31 * MINUTE_MS, both, 0).filter(
    ({ device, point }) => device === late?.device && point === late.point,
  );
  const quarter = (figures: readonly Figures[]) =>
    figures.findLast(({ step, atMs }) => step === "15min" && atMs === EVEN + QUARTER_MS)?.count;
  expect(told.filter(({ step, atMs }) => step === "1min" && atMs >= EVEN + 20 * MINUTE_MS)).toEqual([]);
  expect(quarter(told)).toBe(20);
  const later = figuresBetween(measuring, EVEN + 31 * MINUTE_MS, EVEN + 32 * MINUTE_MS, both).filter(
    ({ device, point }) => device === late?.device && point === late.point,
  );
  expect(later.filter(({ step }) => step === "1min").map(({ count }) => count)).toEqual(Array(12).fill(4));
  expect(quarter(later)).toBe(60);
});

test("the minutes of a quarter add up to it", () => {
  const figures = [...newest(figuresBetween(measuring, EVEN, EVEN + HOUR_MS, both)).values()];
  const sum = (step: Figures["step"]) =>
    figures.filter((one) => one.step === step).reduce((total, { sum: part }) => total + part, 0);
  expect(sum("15min")).toBeCloseTo(sum("1min"), 6);
});

test("values stay near what their points usually show", () => {
  for (const point of school.points.filter(({ perHour }) => perHour === undefined))
    for (let atMs = EVEN; atMs < EVEN + DAY_MS; atMs += HOUR_MS) {
      const away = Math.abs(valueAt(measuring, point, atMs) - point.mean);
      expect(away).toBeLessThanOrEqual(
        Math.abs(point.daily) + point.unrest + 0.06 * Math.abs(point.mean) + 10 ** -point.digits,
      );
    }
});

test("a day told in pieces is the day told at once, and each alarm that comes also goes", () => {
  const telling = { seed: 1, spec: first, school };
  const whole = happeningsBetween(telling, EVEN, EVEN + 3 * DAY_MS);
  const pieces = [0, 1, 2].flatMap((day) => happeningsBetween(telling, EVEN + day * DAY_MS, EVEN + (day + 1) * DAY_MS));
  expect(pieces).toEqual(whole);
  const count = (type: string) => happeningsBetween(telling, 0, 400 * DAY_MS).filter((one) => one.type === type).length;
  expect(count("alarm.raised")).toBeGreaterThan(400);
  expect(Math.abs(count("alarm.raised") - count("alarm.cleared"))).toBeLessThanOrEqual(1);
});

test("another seed tells another story", () => {
  const story = (seed: number) => happeningsBetween({ seed, spec: first, school }, EVEN, EVEN + 7 * DAY_MS);
  expect(story(2)).not.toEqual(story(1));
});

test.each([
  [{ kind: "up" }, 5_000, EVEN, false],
  [{ kind: "gone", afterMs: 1000 }, null, EVEN, false],
  [{ kind: "gone", afterMs: 1000 }, 999, EVEN, false],
  [{ kind: "gone", afterMs: 1000 }, 1000, EVEN, true],
  [{ kind: "flapping", upMs: 30, downMs: 10 }, 35, EVEN, true],
  [{ kind: "flapping", upMs: 30, downMs: 10 }, 45, EVEN, false],
  // 04:00 UTC is noon in China.
  [{ kind: "dark", fromMinute: 17 * 60 + 30, toMinute: 7 * 60 }, null, EVEN, false],
  [{ kind: "dark", fromMinute: 17 * 60 + 30, toMinute: 7 * 60 }, null, EVEN + 6 * HOUR_MS, true],
  [{ kind: "dark", fromMinute: 17 * 60 + 30, toMinute: 7 * 60 }, null, EVEN + 18 * HOUR_MS, true],
] as const)("fate %o, connected for %s ms: dark is %s", (fate, connectedMs, playedMs, dark) => {
  expect(isDarkBy(fate, connectedMs, playedMs)).toBe(dark);
});
