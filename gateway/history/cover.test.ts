import { expect, test } from "vitest";
import { randomOf } from "#test/chaos/random.ts";
import { type CoverWish, coverOf } from "./cover.ts";
import { bucketStartOf } from "./steps.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AT = Date.parse("2026-11-22T10:07:23.500Z");
const WISH: CoverWish = {
  fromMs: AT,
  toMs: AT + 3 * HOUR,
  stepMs: HOUR,
  timezone: "Asia/Shanghai",
  keptSinceMs: () => Number.NEGATIVE_INFINITY,
  readingsSinceMs: Number.NEGATIVE_INFINITY,
};
const shown = (wish: Partial<CoverWish>) =>
  coverOf({ ...WISH, ...wish }).pieces.map(({ from, fromMs, toMs }) =>
    [from, ...[fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(11, 23))].join(" "),
  );

test("a range is answered from the largest buckets that fit, its edges from smaller ones, the rest from readings", () => {
  expect(shown({})).toEqual([
    "readings 10:07:23.500 10:08:00.000",
    "0 10:08:00.000 10:15:00.000",
    "1 10:15:00.000 13:00:00.000",
    "0 13:00:00.000 13:07:00.000",
    "readings 13:07:00.000 13:07:23.500",
  ]);
  expect(shown({ stepMs: 300_000, toMs: AT + 1000 })).toEqual(["readings 10:07:23.500 10:07:24.500"]);
});

test("where the parts of a bucket are gone, the whole bucket is the answer", () => {
  expect(shown({ readingsSinceMs: AT + DAY })).toEqual([
    "0 10:07:00.000 10:08:00.000",
    "0 10:08:00.000 10:15:00.000",
    "1 10:15:00.000 13:00:00.000",
    "0 13:00:00.000 13:07:00.000",
    "0 13:07:00.000 13:08:00.000",
  ]);
  const keptSinceMs = (tier: number) => (tier === 0 ? AT + DAY : Number.NEGATIVE_INFINITY);
  expect(shown({ readingsSinceMs: AT + DAY, keptSinceMs })).toEqual([
    "1 10:00:00.000 10:15:00.000",
    "1 10:15:00.000 13:00:00.000",
    "1 13:00:00.000 13:15:00.000",
  ]);
  expect(coverOf({ ...WISH, stepMs: 60_000, keptSinceMs }).complete).toBe(false);
  expect(coverOf({ ...WISH, stepMs: 60_000, keptSinceMs, fromMs: AT + DAY, toMs: AT + 2 * DAY }).complete).toBe(true);
});

test("pieces follow each other from the beginning of a range to its end, over changes of clocks, too", () => {
  const random = randomOf(61);
  const timezone = "Europe/Berlin";
  const dayOf = bucketStartOf(DAY, timezone);
  for (let run = 0; run < 300; run++) {
    const fromMs = Date.parse("2026-10-23T00:00:00.000Z") + random.between(0, 4 * DAY);
    const toMs = fromMs + random.between(1, 4 * DAY);
    const stepMs = random.pick([60_000, 420_000, 900_000, HOUR, DAY, 3 * DAY]);
    let at = fromMs;
    for (const piece of coverOf({ ...WISH, fromMs, toMs, stepMs, timezone }).pieces) {
      expect(piece.fromMs).toBe(at);
      if (piece.from === 2) expect([dayOf(piece.fromMs), dayOf(piece.toMs)]).toEqual([piece.fromMs, piece.toMs]);
      at = piece.toMs;
    }
    expect(at).toBe(toMs);
  }
});
