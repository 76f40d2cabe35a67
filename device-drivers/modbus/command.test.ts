import { expect, test } from "vitest";
import type { CommandOutcome, DriverCommand } from "#gateway/contract/driver.ts";
import { type ModbusBed, modbusBed, modbusProfile } from "#test/harness/modbus.ts";

const never = new AbortController().signal;
const WRITE = "01060103fff4";

function run(
  bed: ModbusBed,
  args: DriverCommand["args"],
  name = "set-temperature-correction",
  profile = modbusProfile("xy-md02"),
): Promise<CommandOutcome> {
  const command = { id: "c-1", device: "unit-1", name, args };
  return bed.link.command?.(bed.device(profile), command, never) ?? expect.fail("the link takes no commands");
}

test("a command is one write, read back from where it was written", async () => {
  await using bed = await modbusBed();
  bed.unit.set(3, 259, 0);
  expect(await run(bed, { value: -1.2 })).toEqual({ ok: true, code: null, detail: null, data: { value: -1.2 } });
  expect(bed.requests).toEqual([WRITE, "010301030001"]);
  expect(bed.unit.read(3, 259)).toBe(0xfff4);
});

test("a device that took the write but holds something else is read-back-differs, with what it holds", async () => {
  const held = { read: () => 5, write: () => true };
  await using bed = await modbusBed({ units: new Map([[1, held]]) });
  expect(await run(bed, { value: -1.2 })).toMatchObject({
    ok: false,
    code: "read-back-differs",
    detail: "-1.2 was written, 0.5 is there",
    data: { value: 0.5 },
  });
});

test("an exception to the write is a failure: the device says that it did not take it", async () => {
  await using bed = await modbusBed();
  bed.unit.set(3, 259, 0);
  bed.faults.push({ exception: 3 });
  expect(await run(bed, { value: -1.2 })).toMatchObject({
    ok: false,
    code: "exception",
    detail: "unit 1, function 6 at 259: exception 3 (illegal data value)",
  });
  expect(bed.requests).toEqual([WRITE]);
});

test.each([
  ["silent", "timeout"],
  ["late", "timeout"],
  ["truncated", "timeout"],
  ["wrong-unit", "garbled"],
  ["reset", "link-lost"],
] as const)("a write whose answer is %s is unknown (%s) and never sent again", async (fault, code) => {
  await using bed = await modbusBed();
  bed.unit.set(3, 259, 0);
  bed.faults.push(fault);
  expect(await run(bed, { value: -1.2 })).toMatchObject({ ok: null, code });
  expect(bed.requests).toEqual([WRITE]);
});

test.each(["silent", "reset", { exception: 2 }] as const)(
  "a write that cannot be read back (%j) is unknown",
  async (fault) => {
    await using bed = await modbusBed({ faultOf: ({ request }) => (request[0] === 3 ? fault : null) });
    bed.unit.set(3, 259, 0);
    expect(await run(bed, { value: -1.2 })).toMatchObject({ ok: null, code: "read-back-failed" });
  },
);

test.each<[string, DriverCommand["args"], string]>([
  ["a command that the profile does not list", { value: 1 }, "reset-energy"],
  ["a command of Object's", { value: 1 }, "constructor"],
  ["a value above the limit", { value: 10.1 }, "set-temperature-correction"],
  ["a value between two steps", { value: 0.05 }, "set-temperature-correction"],
  ["another type", { value: "1" }, "set-temperature-correction"],
  ["no argument", {}, "set-temperature-correction"],
  ["another argument besides", { value: 1, address: 257 }, "set-temperature-correction"],
])("%s is not permitted, and nothing goes out", async (_what, args, name) => {
  await using bed = await modbusBed();
  expect(await run(bed, args, name)).toMatchObject({ ok: false, code: "not-permitted" });
  expect(bed.simulator.connections).toBe(0);
});

test("a coil and a value of two registers are written and read back with their own functions", async () => {
  const profile = {
    points: {},
    wire: {
      commands: {
        relay: { args: { on: { type: "boolean" } }, write: { function: 5, address: 3, type: "bit" } },
        limit: {
          args: { kw: { type: "number", minimum: 0, maximum: 100 } },
          write: { function: 16, address: 10, type: "f32", wordOrder: "low-first" },
        },
        test: { args: {}, write: { function: 6, address: 20, type: "u16", value: 1 } },
      },
    },
  };
  await using bed = await modbusBed();
  bed.unit.set(1, 3, 0);
  bed.unit.set(3, 10, 0, 0);
  bed.unit.set(3, 20, 0);
  expect(await run(bed, { on: true }, "relay", profile)).toMatchObject({ ok: true, data: { value: true } });
  expect(await run(bed, { kw: 12.5 }, "limit", profile)).toMatchObject({ ok: true, data: { value: 12.5 } });
  expect(await run(bed, {}, "test", profile)).toMatchObject({ ok: true, data: { value: 1 } });
  expect(bed.requests).toEqual([
    "01050003ff00",
    "010100030001",
    "0110000a00020400004148",
    "0103000a0002",
    "010600140001",
    "010300140001",
  ]);
});
