// Many buckets of one series as few bytes: column by column, decimals as whole numbers, each as the difference to the one before, compressed.
// Lossless. Pure.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Part } from "../figures.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/** A bucket and where it lies among those of its packed row. */
export interface Placed {
  readonly place: number;
  readonly part: Part;
}

const FORMAT = 1;
/** Measured values have a few decimals; more than these are kept as they are. */
const MOST_DECIMALS = 6;
/** In place of a number of decimals: eight bytes each. */
const AS_IT_IS = 255;

/** The bytes of buckets, in order of their places. `beginsMs`: when place 0 begins; `everyMs`: how far places are apart. */
export function pack(buckets: readonly Placed[], beginsMs: number, everyMs: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.unsigned(buckets.length);
  let before = -1;
  for (const { place } of buckets) {
    out.unsigned(place - before - 1);
    before = place;
  }
  for (const { part } of buckets) out.unsigned(part.count);
  for (const { part } of buckets) out.unsigned(part.uncertain);
  for (const { part } of buckets) out.unsigned(part.bad);
  const some = buckets.filter(({ part }) => part.count > 0);
  for (const { place, part } of some) out.signed(part.lastMs - beginsMs - place * everyMs);
  const last = some.map(({ part }) => part.last ?? 0);
  writeNumbers(out, last, null);
  writeNumbers(
    out,
    some.map(({ part }) => part.min ?? 0),
    last,
  );
  writeNumbers(
    out,
    some.map(({ part }) => part.max ?? 0),
    last,
  );
  const sums = some.map(({ part }) => part.sum + part.rest);
  writeNumbers(
    out,
    sums,
    some.map(({ part }) => part.count * (part.last ?? 0)),
  );
  const body = deflateRawSync(out.bytes());
  const packed = new Uint8Array(body.length + 1);
  packed[0] = FORMAT;
  packed.set(body, 1);
  return packed;
}

/** The buckets of such bytes. Throws on bytes that are none. */
export function unpack(packed: Uint8Array, beginsMs: number, everyMs: number): Placed[] {
  if (packed[0] !== FORMAT) throw new Error(`packed roll-ups have format ${packed[0]} instead of ${FORMAT}`);
  const input = new ByteReader(inflateRawSync(packed.subarray(1)));
  const size = input.unsigned();
  let place = -1;
  const places = listOf(size, () => (place += input.unsigned() + 1));
  const counts = listOf(size, () => input.unsigned());
  const uncertains = listOf(size, () => input.unsigned());
  const bads = listOf(size, () => input.unsigned());
  const at = places.filter((_, i) => (counts[i] ?? 0) > 0);
  const someCounts = counts.filter((count) => count > 0);
  const lastMs = at.map((one) => input.signed() + beginsMs + one * everyMs);
  const last = readNumbers(input, at.length, null);
  const min = readNumbers(input, at.length, last);
  const max = readNumbers(input, at.length, last);
  const sum = readNumbers(
    input,
    at.length,
    last.map((value, i) => value * (someCounts[i] ?? 0)),
  );
  let n = 0;
  return places.map((one, i) => {
    const count = counts[i] ?? 0;
    const k = count > 0 ? n++ : -1;
    const part: Part = {
      count,
      min: min[k] ?? null,
      max: max[k] ?? null,
      sum: sum[k] ?? 0,
      rest: 0,
      last: last[k] ?? null,
      lastMs: lastMs[k] ?? 0,
      uncertain: uncertains[i] ?? 0,
      bad: bads[i] ?? 0,
    };
    return { place: one, part };
  });
}

/** Numbers as differences: to `near`, where each is expected to lie, or else to the one before. */
function writeNumbers(out: ByteWriter, numbers: readonly number[], near: readonly number[] | null): void {
  const decimals = decimalsOf(numbers);
  out.byte(decimals);
  if (decimals === AS_IT_IS) {
    for (const number of numbers) out.float(number);
    return;
  }
  const scale = 10 ** decimals;
  let before = 0;
  for (const [i, number] of numbers.entries()) {
    const whole = Math.round(number * scale);
    out.signed(whole - (near === null ? before : wholeNear(near[i] ?? 0, scale)));
    before = whole;
  }
}

function readNumbers(input: ByteReader, size: number, near: readonly number[] | null): number[] {
  const decimals = input.byte();
  if (decimals === AS_IT_IS) return listOf(size, () => input.float());
  const scale = 10 ** decimals;
  let before = 0;
  return listOf(size, (i) => {
    before = input.signed() + (near === null ? before : wholeNear(near[i] ?? 0, scale));
    return before / scale;
  });
}

/** The same on both sides, whatever was expected: only then does the difference give the number back. */
function wholeNear(expected: number, scale: number): number {
  const whole = Math.round(expected * scale);
  return Math.abs(whole) <= MOST_EXACT ? whole : 0;
}

/** A sum or difference of two such numbers is exact. */
const MOST_EXACT = 2 ** 51;

/** The decimals with which every number is given back exactly. */
function decimalsOf(numbers: readonly number[]): number {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    const exact = (number: number) => {
      const whole = Math.round(number * scale);
      return Math.abs(whole) <= MOST_EXACT && whole / scale === number;
    };
    if (numbers.every(exact)) return decimals;
  }
  return AS_IT_IS;
}

function listOf<T>(size: number, each: (i: number) => T): T[] {
  return Array.from({ length: size }, (_, i) => each(i));
}
