// Whatever the reason for which a value is not believed, the bytes that came are there to be looked at, through the real Modbus driver.
import { expect, test } from "vitest";
import type { Fault } from "#drivers/modbus/simulator/faults.ts";
import { modbusBed } from "#test/harness/modbus.ts";
import type { Reason } from "../contract/entry.ts";
import { PolledDevice } from "./polled-device.ts";
import type { DeviceTrust } from "./trust/rules.ts";

const wire = (address: number) => ({ function: 3, address, type: "u16" });
/** A value, a flag of the device itself, and what tells its model. */
const PROFILE = {
  points: {
    t: { unit: "Cel", wire: { ...wire(0), range: [0, 500], sentinels: ["7FFF"] } },
    fault: { unit: "1", type: "boolean", wire: { ...wire(1), is: [1] } },
  },
  wire: { identity: { ...wire(2), equals: 7 } },
};
const ELSEWHERE = { key: "other.t", within: 1, forMs: 0, freshMs: 60_000 };

interface Trouble {
  readonly registers?: readonly number[];
  readonly fault?: Fault;
  readonly trust?: DeviceTrust;
}

const TROUBLES: readonly (readonly [Reason, Trouble])[] = [
  ["timeout", { fault: "silent" }],
  ["exception", { fault: { exception: 4 } }],
  ["crc", { fault: "wrong-count" }],
  ["sentinel", { registers: [0x7fff, 0, 7] }],
  ["range", { registers: [501, 0, 7] }],
  ["identity", { registers: [230, 0, 8] }],
  ["jump", { registers: [400, 0, 7], trust: { t: { jump: { by: 5, withinMs: 60_000 } } } }],
  ["flatline", { trust: { t: { flatlineMs: 1 } } }],
  ["device", { registers: [230, 1, 7], trust: { t: { unless: ["fault"] } } }],
  ["disagree", { trust: { t: { agrees: [ELSEWHERE] } } }],
];

test.each(TROUBLES)("%s: the answer's bytes are kept with the reason", async (reason, { registers, fault, trust }) => {
  await using bed = await modbusBed();
  bed.unit.set(3, 0, 230, 0, 7);
  const asked = bed.device(PROFILE);
  const spec = { driver: "modbus", device: asked, everyMs: 1000, report: null, deadbands: {}, ...(trust && { trust }) };
  const board = new Map([[ELSEWHERE.key, { value: 500, atMs: 2000 }]]);
  const device = new PolledDevice(spec, 0, 0, board);
  const poll = async (nowMs: number) => device.answered(await bed.poll(asked), nowMs, nowMs, () => 0.5);
  await poll(1000);
  bed.unit.set(3, 0, ...(registers ?? []));
  if (fault !== undefined) bed.faults.push(fault);
  const told = await poll(2000);
  const { lastBad } = device.status();
  expect(lastBad).toMatchObject({ code: reason, atMs: 2000, message: expect.stringMatching(/./) });
  const answer = (registers ?? [230, 0, 7]).map((word) => word.toString(16).padStart(4, "0")).join("");
  expect(lastBad?.raw).toContain(fault === undefined ? answer : "> 010300000003");
  expect(told?.values[0]).toMatchObject(
    reason === "disagree" ? { value: 230, quality: "uncertain" } : { value: null, quality: "bad", reason },
  );
});
