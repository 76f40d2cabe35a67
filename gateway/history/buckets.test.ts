import { expect, test } from "vitest";
import type { PointSample } from "../journal/journal.ts";
import type { StoredValue } from "../journal/record.ts";
import { collectBuckets, collectReadings } from "./buckets.ts";
import { bucketStartOf } from "./steps.ts";

const MINUTE = 60_000;
const AT = Date.parse("2026-11-22T05:00:00.000Z");
const minutes = bucketStartOf(MINUTE, "Asia/Shanghai");
const limits = { fromMs: AT, toMs: AT + 10 * MINUTE, limit: 100, heldMs: MINUTE, after: null };

function sample(seconds: number, value: StoredValue, more: Partial<PointSample> = {}): PointSample {
  return { seq: seconds + 1, measuredMs: AT + seconds * 1000, lagMs: 0, value, held: 0, before: null, ...more };
}

function bucketsOf(samples: readonly PointSample[], given = limits) {
  const collector = collectBuckets(minutes, given);
  for (const one of samples) expect(collector.take(one)).toBe(true);
  return collector.result();
}

test("figures are over good and uncertain values; bad ones are counted beside them", () => {
  const { items } = bucketsOf([
    sample(0, 23.1),
    sample(5, { value: 23.6, quality: "uncertain", reason: "jump" }),
    sample(10, { value: null, quality: "bad", reason: "timeout" }),
    sample(70, { value: null, quality: "bad", reason: "timeout" }),
  ]);
  expect(items).toEqual([
    { at: "2026-11-22T05:00:00.000Z", count: 2, min: 23.1, max: 23.6, sum: 46.7, mean: 23.35, last: 23.6, uncertain: 1, bad: 1 },
    { at: "2026-11-22T05:01:00.000Z", count: 0, min: null, max: null, sum: 0, mean: null, last: null, uncertain: 0, bad: 1 },
  ]); // biome-ignore format: one bucket a line
});

test("booleans count as 1 and 0, and texts have no figures", () => {
  const { items } = bucketsOf([sample(0, true), sample(1, false), sample(2, true)]);
  expect(items).toMatchObject([{ count: 3, min: 0, max: 1, sum: 2, last: 1 }]);
  expect(collectBuckets(minutes, limits).take(sample(0, "open"))).toBe(false);
});

test("`last` is the value measured last, however late the others came", () => {
  expect(bucketsOf([sample(50, 2), sample(10, 1), sample(20, 9)]).items).toMatchObject([{ last: 2, max: 9 }]);
});

test("held polls count in the minutes in which they were made, with the value that they repeated", () => {
  const before = sample(30, 5);
  const { items } = bucketsOf([before, sample(90, 7, { held: 11, before })]);
  // 30, 35, … 55 are in the first minute, 60, 65, … 85 and the new value at 90 in the second.
  expect(items).toMatchObject([
    { count: 6, sum: 30, last: 5 },
    { count: 7, sum: 37, last: 7, min: 5 },
  ]);
});

test("held polls of the range are counted when the reading that tells of them lies behind it", () => {
  const before = sample(570, 5);
  expect(bucketsOf([before, sample(630, 7, { held: 5, before })]).items).toMatchObject([{ count: 3, sum: 15 }]);
});

test("after a stop of the gateway, held polls lie right before the reading, not all over the stop", () => {
  const before = sample(0, 5);
  const { items } = bucketsOf([before, sample(590, 7, { held: 3, before })]);
  expect(items.map(({ at, count }) => [at.slice(14, 16), count])).toEqual([
    ["00", 1],
    ["09", 4],
  ]);
});

test("the sum is exact however large the values before were", () => {
  expect(bucketsOf([sample(0, 1e16), sample(1, 1), sample(2, 1), sample(3, -1e16)]).items).toMatchObject([{ sum: 2 }]);
});

test("pages of any size give the same buckets and readings as one, in whatever order the samples come", () => {
  const samples = Array.from({ length: 500 }, (_, i) => sample((i * 241) % 600, i));
  const whole = bucketsOf(samples).items;
  const paged = [];
  for (let fromMs = AT, more = true; more; ) {
    const { items, next } = bucketsOf(samples, { ...limits, fromMs, limit: 3 });
    paged.push(...items);
    more = next !== null;
    fromMs = next?.ms ?? fromMs;
  }
  expect(paged).toEqual(whole);
  const readings = [];
  for (let after: { ms: number; seq: number } | null = null, more = true; more; ) {
    const collector = collectReadings({ ...limits, limit: 7, after });
    for (const one of samples) collector.take(one);
    const { items, next } = collector.result();
    readings.push(...items);
    more = next !== null;
    after = next;
  }
  expect(readings.map(({ seq }) => seq)).toEqual(
    [...samples].sort((a, b) => a.measuredMs - b.measuredMs || a.seq - b.seq).map(({ seq }) => seq),
  );
});
