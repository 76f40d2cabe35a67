import { expect, test } from "vitest";
import { randomOf } from "#test/chaos/random.ts";
import type { Part } from "../figures.ts";
import { type Placed, pack, unpack } from "./pack.ts";

const BEGINS = Date.parse("2026-11-22T04:00:00.000Z");
const MINUTE = 60_000;

function part(place: number, more: Partial<Part> = {}): Placed {
  const lastMs = BEGINS + place * MINUTE + 55_123;
  return {
    place,
    part: { count: 12, min: 23.1, max: 23.6, sum: 280.8, rest: 0, last: 23.4, lastMs, uncertain: 0, bad: 0, ...more },
  };
}

function roundTrip(buckets: readonly Placed[]): void {
  expect(unpack(pack(buckets, BEGINS, MINUTE), BEGINS, MINUTE)).toEqual(buckets);
}

test("what is packed comes back bit for bit: decimals, thirds, huge and tiny numbers, bad values only, holes", () => {
  roundTrip([]);
  roundTrip([part(0), part(1), part(239)]);
  roundTrip([part(3, { min: 1 / 3, max: 1e300, last: -5e-324, sum: Number.MAX_SAFE_INTEGER })]);
  roundTrip([
    part(5, { count: 0, min: null, max: null, sum: 0, last: null, lastMs: 0, bad: 7 }),
    part(6, { uncertain: 12 }),
  ]);
  roundTrip([part(7, { min: -1e15, max: 1e15, sum: 0.1 + 0.2 }), part(8, { count: 90_000_000, sum: 2 ** 51 })]);
  const random = randomOf(5);
  for (let run = 0; run < 200; run++) {
    const scale = 10 ** random.between(-6, 12);
    const number = () => (random.between(-1e6, 1e6) / 1e3) * scale;
    roundTrip(
      Array.from({ length: random.between(1, 240) }, (_, i) =>
        part(i, { min: number(), max: number(), last: number(), sum: number(), count: random.between(1, 1e6) }),
      ),
    );
  }
});

test("the minutes of a sensor with one decimal take few bytes each", () => {
  const random = randomOf(6);
  const buckets = Array.from({ length: 240 }, (_, i) => {
    const last = random.between(230, 236) / 10;
    return part(i, { last, min: 23, max: 23.6, sum: Math.round(12 * 233 + random.between(-9, 9)) / 10 });
  });
  expect(pack(buckets, BEGINS, MINUTE).length / buckets.length).toBeLessThan(8);
});

test("bytes that are cut short or of another format are refused, not misread", () => {
  const packed = pack([part(0), part(1)], BEGINS, MINUTE);
  expect(() => unpack(packed.subarray(0, packed.length - 4), BEGINS, MINUTE)).toThrow();
  expect(() => unpack(Uint8Array.of(9, 1, 2, 3), BEGINS, MINUTE)).toThrow("format 9");
});
