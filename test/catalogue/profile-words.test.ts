// What is said against a Modbus profile is said in Chinese, too: its sentences are gathered from wrong profiles, not from the code.
import { expect, test } from "vitest";
import { check } from "#drivers/modbus/check.ts";
import { inChinese } from "#gateway/config/words.ts";

type Json = Readonly<Record<string, unknown>>;

const RIGHT = { function: 3, address: 1, type: "u16", range: [0, 100] };
const point = (wire: Json, type = "number") => ({ points: { t: { unit: "1", type, wire } } });
const flag = (wire: Json) => point({ function: 3, address: 1, ...wire }, "boolean");
const command = (args: Json, write: Json, pulse?: Json) => ({
  points: {},
  wire: {
    commands: { set: { args, write: { function: 6, address: 1, type: "u16", ...write }, ...(pulse && { pulse }) } },
  },
});
const limits = (minimum: number, maximum: number, type = "number") => ({ a: { type, minimum, maximum } });
const reads = (...given: readonly Json[]) => ({
  ...point({ ...RIGHT, type: "u32" }),
  wire: { block: { maxRegisters: 20, reads: given.map((read) => ({ function: 3, ...read })) } },
});

const WRONG: readonly Json[] = [
  point({ ...RIGHT, range: [5, 5] }),
  point({ ...RIGHT, range: [7000, 8000], scale: 0.1 }),
  point({ function: 3, address: 1, type: "u16" }),
  point({ ...RIGHT, function: 1 }),
  point({ ...RIGHT, address: 65_535, type: "u32" }),
  point({ ...RIGHT, fraction: 3, scale: 2 }),
  point({ ...RIGHT, negative: "from-10000" }),
  point({ ...RIGHT, bits: [1, 1], invert: true }),
  point({ ...RIGHT, sentinels: ["FFFFFFFF"] }),
  point({ ...RIGHT, type: "int16" }),
  point({ ...RIGHT, scal: 1 }),
  point({ ...RIGHT, address: 70_000 }),
  point({ function: 3, address: 1, type: "str" }, "text"),
  point({ function: 3, address: 1, type: "f32", enum: { 0: "a" }, range: [0, 1] }, "text"),
  flag({ type: "bits", registers: 3, bits: [16, 16] }),
  flag({ type: "bits", registers: 1, bits: [16, 16] }),
  flag({ type: "f32", is: [1] }),
  flag({ type: "u16", is: [-1] }),
  { points: { a: { unit: "1", wire: RIGHT }, b: { unit: "1", wire: RIGHT }, c: { unit: "1" } } },
  { ...point({ function: 3, address: 0, type: "str", registers: 40 }, "text"), wire: { block: { maxRegisters: 20 } } },
  { ...point(RIGHT), wire: { identity: { function: 3, address: 65_535, type: "u32", equals: 1 } } },
  { ...point(RIGHT), wire: { identity: { function: 3, address: 0, type: "u16", equals: 65_536 } } },
  reads({ address: 0, count: 2 }, { address: 40, count: 2 }, { address: 1, count: 21 }, { address: 65_535, count: 2 }),
  command({}, {}),
  command({ a: { type: "number" } }, {}),
  command({ a: { type: "boolean" } }, {}),
  command(limits(0, 99_999), {}),
  command(limits(0, 1, "boolean"), { function: 5, type: "bit", scale: 2 }),
  command(limits(0, 1), { function: 5, type: "bit" }),
  command({}, { value: 0.5 }),
  command({}, { value: true }),
  command({}, { type: "f32", value: 1 }),
  command({}, { function: 16, type: "u32", address: 65_535, value: 1 }),
  command({}, { value: 1 }, { after: "1s", back: { name: "none", args: {} } }),
  {
    points: {},
    wire: {
      commands: {
        set: { args: limits(0, 5), write: { function: 6, address: 1, type: "u16" } },
        pulse: {
          args: {},
          write: { function: 6, address: 1, type: "u16", value: 1 },
          pulse: { after: "1s", back: { name: "set", args: { a: 9 } } },
        },
      },
    },
  },
];

test("every sentence against a wrong profile, and what to do about it, has its Chinese", () => {
  const said = WRONG.flatMap((profile) => check({ id: "d", profile, connection: { tcp: "10.0.4.12:502" } }));
  const sentences = new Set(said.flatMap(({ what, remedy }) => [what, remedy]));
  expect(sentences.size).toBeGreaterThan(60);
  expect([...sentences].filter((sentence) => !/\p{Script=Han}/u.test(inChinese(sentence)))).toEqual([]);
});
