import { expect, test } from "vitest";
import { type Random, randomOf } from "#test/chaos/random.ts";
import { bytesOf, readingOf, widthOf } from "./map.ts";
import type { PointWire, WriteWire } from "./wire-schema.ts";

type Given = Partial<PointWire> & Pick<PointWire, "type">;
const wireOf = (given: Given): PointWire => ({ function: given.type === "bit" ? 1 : 3, address: 0, ...given });
const read = (given: Given, hex: string) => {
  const { value, reason } = readingOf(wireOf(given), Buffer.from(hex, "hex"));
  return reason ?? value;
};

const SHORT = ["u16", "s16", "u32", "s32", "f32"] as const;
const ORDERS = ["high-first", "low-first"] as const;

function randomCoding(random: Random) {
  return { scale: random.pick([1, 0.1, 0.01]), wordOrder: random.pick(ORDERS), byteOrder: random.pick(ORDERS) };
}

test.each<[string, Given, string, unknown]>([
  ["u16", { type: "u16" }, "FFFE", 65_534],
  ["s16", { type: "s16" }, "FFFE", -2],
  ["s16 in tenths", { type: "s16", scale: 0.1 }, "FF33", -20.5],
  ["s16 whose negatives count from 10000", { type: "s16", negative: "from-10000", scale: 0.1 }, "280A", -25],
  ["the same, positive", { type: "s16", negative: "from-10000", scale: 0.1 }, "00FA", 25],
  ["u32", { type: "u32" }, "00010002", 65_538],
  ["u32, low word first", { type: "u32", wordOrder: "low-first" }, "00020001", 65_538],
  ["u32, low byte first", { type: "u32", byteOrder: "low-first" }, "01000200", 65_538],
  ["u32, all reversed", { type: "u32", wordOrder: "low-first", byteOrder: "low-first" }, "02000100", 65_538],
  ["s32", { type: "s32" }, "FFFFFFFF", -1],
  ["u64", { type: "u64" }, "0000000000000100", 256],
  ["s64, low word first", { type: "s64", wordOrder: "low-first" }, "FFFEFFFFFFFFFFFF", -2],
  ["u64 that no number can hold", { type: "u64" }, "0020000000000000", "range"],
  ["f32", { type: "f32" }, "43663333", 230.2],
  ["f32, low word first", { type: "f32", wordOrder: "low-first" }, "33334366", 230.2],
  ["f32 divided by ten", { type: "f32", scale: 0.1 }, "450FE000", 230.2],
  ["f32 that is not a number", { type: "f32" }, "7FC00000", "sentinel"],
  ["f32 without end", { type: "f32" }, "FF800000", "range"],
  ["a negative zero", { type: "f32" }, "80000000", 0],
  ["÷ 2^6", { type: "u16", fraction: 6 }, "3980", 230],
  ["an offset", { type: "u16", scale: 0.1, offset: -40 }, "0193", 0.3],
  ["three tenths", { type: "u16", scale: 0.1 }, "0003", 0.3],
  ["a scale above one", { type: "u16", scale: 2.5 }, "0004", 10],
  ["a sentinel", { type: "s16", sentinels: ["8000", "7FFF"] }, "7FFF", "sentinel"],
  [
    "a sentinel behind the device's byte order",
    { type: "u32", wordOrder: "low-first", sentinels: ["0000FFFF"] },
    "FFFF0000",
    "sentinel",
  ],
  ["below the range", { type: "s16", range: [0, 100] }, "FFFF", "range"],
  ["the edge of the range", { type: "s16", range: [0, 100] }, "0064", 100],
  ["a flag", { type: "bits", registers: 1, bits: [3, 3] }, "0008", true],
  ["a flag of the second register", { type: "bits", registers: 2, bits: [1, 1] }, "00000002", true],
  ["an inverted flag", { type: "bits", registers: 1, bits: [3, 3], invert: true }, "0008", false],
  ["some bits", { type: "bits", registers: 1, bits: [4, 7] }, "00A0", 10],
  ["the highest bit", { type: "bits", registers: 2, bits: [31, 31] }, "80000000", true],
  ["a word for a number", { type: "u16", enum: { 0: "off", 2: "online" } }, "0002", "online"],
  ["a number without a word", { type: "u16", enum: { 0: "off", 2: "online" } }, "0003", "range"],
  ["text", { type: "str", registers: 3 }, "415043000000", "APC"],
  ["text that is none", { type: "str", registers: 1 }, "FFFF", "range"],
  ["a coil", { type: "bit" }, "01", true],
  ["an inverted coil", { type: "bit", invert: true }, "01", false],
])("%s is read as it is meant", (_name, wire, hex, expected) => {
  expect(read(wire, hex)).toEqual(expected);
});

test("whatever bits come, a reading is a finite value inside its range, or none with a reason", () => {
  const random = randomOf(19);
  const wrong: string[] = [];
  for (let i = 0; i < 50_000; i++) {
    const wire = wireOf({ ...randomCoding(random), type: random.pick([...SHORT, "u64", "s64"]), range: [-1000, 1000] });
    const bytes = Buffer.from(Array.from({ length: widthOf(wire) * 2 }, () => random.between(0, 255)));
    const { value, reason } = readingOf(wire, bytes);
    const isRight = value === null ? reason === "range" || reason === "sentinel" : Math.abs(Number(value)) <= 1000;
    if (!isRight) wrong.push(`${JSON.stringify(wire)} ${bytes.toString("hex")} → ${value}`);
  }
  expect(wrong).toEqual([]);
});

test("a float of up to seven digits is the decimal that the device shows", () => {
  const random = randomOf(20);
  const decimals = Array.from({ length: 20_000 }, () =>
    Number(`${random.between(-99_999, 99_999)}.${random.between(1, 99)}`),
  );
  const readings = decimals.map((decimal) => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatBE(decimal);
    return readingOf(wireOf({ type: "f32" }), bytes).value;
  });
  expect(readings).toEqual(decimals);
});

test.each([
  [0.1, 1],
  [0.01, 2],
  [0.001, 3],
] as const)("every number in steps of %d is the decimal that people write", (scale, digits) => {
  const raws = Array.from({ length: 65_536 }, (_, i) => i - 32_768);
  const wire = wireOf({ type: "s16", scale });
  const bytes = Buffer.alloc(2);
  const readings = raws.map((raw) => {
    bytes.writeInt16BE(raw);
    return readingOf(wire, bytes).value;
  });
  expect(readings).toEqual(raws.map((raw) => Number(`${raw}e-${digits}`)));
});

test("what is written is what is read, and what cannot be is not written", () => {
  const random = randomOf(21);
  const wrong: string[] = [];
  let written = 0;
  for (let i = 0; i < 20_000; i++) {
    const type = random.pick(SHORT);
    const write: WriteWire = { function: 16, address: 0, type, ...randomCoding(random) };
    const value = random.between(type.startsWith("u") ? 0 : -30_000, 30_000) / 100;
    const bytes = bytesOf(write, value);
    if (bytes !== null) written++;
    if (bytes !== null && readingOf({ ...write, function: 3 }, bytes).value !== value)
      wrong.push(`${JSON.stringify(write)} ${value} → ${bytes.toString("hex")}`);
  }
  expect(wrong).toEqual([]);
  expect(written).toBeGreaterThan(5000);
});

test.each<[string, WriteWire["type"], number | boolean]>([
  ["a fraction of a unit", "u16", 0.5],
  ["below zero", "u16", -1],
  ["too large", "s16", 40_000],
  ["a flag for a number", "u16", true],
  ["a number for a flag", "bit", 1],
  ["larger than any float", "f32", 1e39],
])("what a register cannot hold is not written: %s", (_name, type, value) => {
  expect(bytesOf({ function: 16, address: 0, type }, value)).toBeNull();
});
