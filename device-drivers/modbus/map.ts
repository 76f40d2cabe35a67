// Registers ↔ values, pure. What cannot be told for certain is no value but a reason: a sentinel, a number outside its range or
// beyond 2^53, text that is none.
import type { Reason, Value } from "../../gateway/contract/entry.ts";
import type { PointWire, WriteWire } from "./wire-schema.ts";

export type Reading =
  | { readonly value: Value; readonly reason: null }
  | { readonly value: null; readonly reason: Reason };

type Coding = Pick<PointWire, "wordOrder" | "byteOrder" | "scale" | "fraction" | "offset">;

const REGISTERS = { u16: 1, s16: 1, u32: 2, s32: 2, f32: 2, u64: 4, s64: 4 } as const;

/** How many registers (or bits, of type `bit`) a quantity takes. */
export function widthOf(wire: Pick<PointWire, "type" | "registers">): number {
  if (wire.type === "bit") return 1;
  if (wire.type === "str" || wire.type === "bits") return wire.registers ?? 1;
  return REGISTERS[wire.type];
}

/** The value in these bytes: its registers as they came over the wire, or one byte 0 or 1 of type `bit`. */
export function readingOf(wire: PointWire, bytes: Buffer): Reading {
  if (wire.type === "bit") return good((bytes[0] === 1) !== (wire.invert ?? false));
  const ordered = highFirst(wire, bytes);
  if (wire.sentinels?.includes(ordered.toString("hex").toUpperCase()) === true) return bad("sentinel");
  if (wire.type === "str") return textOf(ordered);
  if (wire.type === "bits") return bitsOf(wire, ordered);
  if (wire.type === "f32") return floatOf(wire, ordered.readFloatBE(0));
  const raw = integerOf(wire, ordered);
  if (raw === null) return bad("range");
  if (wire.is !== undefined) return good(wire.is.includes(raw) !== (wire.invert ?? false));
  if (wire.enum !== undefined) return wordOf(wire.enum, raw);
  return inRange(wire, scaled(wire, raw));
}

/** The registers' bytes with the highest byte first, whatever the device's habit. */
function highFirst(coding: Coding, bytes: Buffer): Buffer {
  // Most devices: nothing to turn, nothing to copy.
  if (coding.wordOrder !== "low-first" && coding.byteOrder !== "low-first") return bytes;
  const ordered = Buffer.from(bytes);
  // Reversing all bytes turns words and the bytes in them; turning the bytes in each word back leaves the words turned.
  if (coding.wordOrder === "low-first") ordered.reverse().swap16();
  if (coding.byteOrder === "low-first") ordered.swap16();
  return ordered;
}

function integerOf({ type, negative }: PointWire, bytes: Buffer): number | null {
  switch (type) {
    case "u16":
      return bytes.readUInt16BE(0);
    case "s16": {
      if (negative !== "from-10000") return bytes.readInt16BE(0);
      const raw = bytes.readUInt16BE(0);
      return raw >= 10_000 ? 10_000 - raw : raw;
    }
    case "u32":
      return bytes.readUInt32BE(0);
    case "s32":
      return bytes.readInt32BE(0);
    case "u64":
      return exactly(bytes.readBigUInt64BE(0));
    case "s64":
      return exactly(bytes.readBigInt64BE(0));
    default:
      return null;
  }
}

/** Beyond 2^53 a number would be rounded to one the device never said. */
function exactly(raw: bigint): number | null {
  const number = Number(raw);
  return Number.isSafeInteger(number) ? number : null;
}

function floatOf(wire: PointWire, raw: number): Reading {
  if (Number.isNaN(raw)) return bad("sentinel");
  if (!Number.isFinite(raw)) return bad("range");
  const decimal = shortest(raw);
  const value = scaled(wire, decimal);
  // Scaling a decimal leaves a rounding error far beyond a float's own digits.
  return inRange(wire, value === decimal ? value : Number(value.toPrecision(9)));
}

/** The shortest decimal that is this float: 230.2, not 230.1999969482422. */
function shortest(float: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const decimal = Number(float.toPrecision(digits));
    if (Math.fround(decimal) === float) return decimal;
  }
  return Number(float.toPrecision(9));
}

/** raw × scale + offset with one rounding: tenths are divided by ten, because 3 × 0.1 is not 0.3. */
export function scaled({ scale, fraction, offset = 0 }: Coding, raw: number): number {
  const { times, by } = ratioOf(scale, fraction);
  const shift = (offset * by) / times;
  const value = Number.isInteger(shift) ? ((raw + shift) * times) / by : (raw * times) / by + offset;
  return value === 0 ? 0 : value;
}

/** A scale as a quotient: 0.1 is 1 ÷ 10, 2.5 is 2.5 ÷ 1. */
function ratioOf(scale = 1, fraction = 0): { times: number; by: number } {
  if (fraction > 0) return { times: 1, by: 2 ** fraction };
  const inverse = Math.round(1 / scale);
  return inverse >= 1 && Math.abs(inverse * scale - 1) < 1e-12 ? { times: 1, by: inverse } : { times: scale, by: 1 };
}

function inRange({ range }: PointWire, value: number): Reading {
  if (!Number.isFinite(value)) return bad("range");
  return range !== undefined && (value < range[0] || value > range[1]) ? bad("range") : good(value);
}

function bitsOf(
  { bits: [from, to] = [0, 0], invert = false, enum: words, ...wire }: PointWire,
  bytes: Buffer,
): Reading {
  const raw = Math.floor(bytes.readUIntBE(0, bytes.length) / 2 ** from) % 2 ** (to - from + 1);
  if (words !== undefined) return wordOf(words, raw);
  return from === to ? good((raw === 1) !== invert) : inRange({ ...wire }, scaled(wire, raw));
}

/** A number without a word is not guessed. */
function wordOf(words: Readonly<Record<string, string>>, raw: number): Reading {
  const word = Object.hasOwn(words, raw) ? words[raw] : undefined;
  return word === undefined ? bad("range") : good(word);
}

function textOf(bytes: Buffer): Reading {
  const text = bytes.toString("latin1").replace(/[\0 ]+$/, "");
  return /^[\x20-\x7e]*$/.test(text) ? good(text) : bad("range");
}

function good(value: Value): Reading {
  return { value, reason: null };
}

function bad(reason: Reason): Reading {
  return { value: null, reason };
}

/** The smallest and largest whole number of a type. */
export const LIMITS = {
  u16: [0, 65_535],
  s16: [-32_768, 32_767],
  u32: [0, 2 ** 32 - 1],
  s32: [-(2 ** 31), 2 ** 31 - 1],
} as const;

/** The bytes to write, or null when the value cannot be told to the device exactly. */
export function bytesOf(wire: WriteWire, value: number | boolean): Buffer | null {
  if (wire.type === "bit") return typeof value === "boolean" ? Buffer.from([value ? 1 : 0]) : null;
  if (typeof value !== "number") return null;
  const bytes = Buffer.alloc(wire.type === "u16" || wire.type === "s16" ? 2 : 4);
  if (wire.type === "f32") {
    bytes.writeFloatBE(unscaled(wire, value), 0);
    return Number.isFinite(bytes.readFloatBE(0)) ? highFirst(wire, bytes) : null;
  }
  const exact = unscaled(wire, value);
  const raw = Math.round(exact);
  const [least, most] = LIMITS[wire.type];
  if (Math.abs(exact - raw) > 1e-6 || raw < least || raw > most) return null;
  if (raw < 0) bytes.writeIntBE(raw, 0, bytes.length);
  else bytes.writeUIntBE(raw, 0, bytes.length);
  return highFirst(wire, bytes);
}

function unscaled({ scale, fraction, offset = 0 }: Coding, value: number): number {
  const { times, by } = ratioOf(scale, fraction);
  return ((value - offset) * by) / times;
}
