import { expect, test } from "vitest";
import { modbusBed, plainProfile, valuesOf } from "#test/harness/modbus.ts";
import { until } from "#test/harness/wait.ts";
import type { Fault } from "./simulator/faults.ts";

/** Two registers, each a request of its own, of a model that wants to be asked so. */
const model = (timing: object) => {
  const profile = plainProfile(2, 1);
  return { ...profile, wire: { ...Object(profile.wire), timing } };
};

/** What a poll says when the requests, counted from 0, meet these faults. */
async function pollWith(timing: object, faults: Readonly<Record<number, Fault>>) {
  let asked = 0;
  await using bed = await modbusBed({ faultOf: () => faults[asked++] ?? null });
  const { unit } = bed;
  unit.set(4, 0, 11, 12);
  const began = bed.clock.monotonic();
  const values = valuesOf(await bed.poll(bed.device(model(timing))));
  return { ...values, asked, tookMs: bed.clock.monotonic() - began };
}

test("a read that fails while the device answers others is repeated as often as the model needs", async () => {
  expect(await pollWith({ retries: 1 }, { 1: "silent" })).toMatchObject({ p0: 11, p1: 12, asked: 3 });
  expect(await pollWith({ retries: 2 }, { 1: "wrong-count", 2: "silent" })).toMatchObject({ p0: 11, p1: 12, asked: 4 });
  expect(await pollWith({ retries: 1 }, { 1: "silent", 2: "silent" })).toMatchObject({ p1: "timeout", asked: 3 });
});

test("a device that does not answer at all is not asked twice", async () => {
  expect(await pollWith({ retries: 3 }, { 0: "silent" })).toMatchObject({ p0: "timeout", p1: "timeout", asked: 1 });
});

test("a device that says it is busy is asked again", async () => {
  expect(await pollWith({ retries: 1 }, { 0: { exception: 6 } })).toMatchObject({ p0: 11, p1: 12, asked: 3 });
  expect(await pollWith({}, { 0: { exception: 6 } })).toMatchObject({ p0: "exception", p1: 12, asked: 2 });
});

test("a model gets its rest between two requests, and none before the first", async () => {
  expect(await pollWith({ turnaround: "30ms" }, {})).toMatchObject({ p1: 12, tookMs: 30 });
  expect(await pollWith({}, {})).toMatchObject({ p1: 12, tookMs: 0 });
});

test("a slow model is waited for as long as its profile says, where the connection says nothing", async () => {
  await using bed = await modbusBed();
  bed.faults.push("silent");
  const { timeout: _said, ...connection } = bed.device({}).connection;
  const slow = { ...bed.device(model({ timeout: "3s" })), connection };
  let isOver = false;
  const poll = bed.poll(slow).finally(() => {
    isOver = true;
  });
  await until("the link's usual second to pass", () => bed.clock.monotonic() >= 1000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  bed.clock.pass(2000);
  expect(valuesOf(await poll)).toEqual({ p0: "timeout", p1: "timeout" });
});
