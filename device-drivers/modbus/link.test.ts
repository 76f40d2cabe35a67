import { createServer } from "node:net";
import { expect, test } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import { modbusBed, passingClock, plainProfile, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { until } from "#test/harness/wait.ts";
import { driver } from "./index.ts";
import { memoryUnit } from "./simulator/device.ts";
import type { Fault } from "./simulator/faults.ts";

const never = new AbortController().signal;

const GARBLED: readonly Fault[] = [
  "wrong-unit",
  "wrong-function",
  "wrong-protocol",
  "wrong-count",
  "too-short",
  "trailing",
];
const SILENT: readonly Fault[] = ["silent", "late", "truncated", "garbage", "wrong-transaction"];

test.each([...GARBLED.map((fault) => [fault, "crc"] as const), ...SILENT.map((fault) => [fault, "timeout"] as const)])(
  "after a fault of kind %j no value is reported but %s, and the next poll is right over a fresh connection",
  async (fault, reason) => {
    await using bed = await modbusBed();
    const device = bed.device(plainProfile(2));
    bed.unit.set(4, 0, 11, 12);
    bed.faults.push(fault);
    const poll = await bed.poll(device);
    expect(valuesOf(poll)).toEqual({ p0: reason, p1: reason });
    expect(poll.samples.map(({ value }) => value)).toEqual([null, null]);
    expect(poll.detail).toContain("unit 1, function 4 at 0–1");
    bed.unit.set(4, 0, 21, 22);
    expect(valuesOf(await bed.poll(device))).toEqual({ p0: 21, p1: 22 });
    expect(bed.simulator.connections).toBe(2);
  },
);

test("an answer in single bytes is an answer", async () => {
  await using bed = await modbusBed();
  bed.unit.set(4, 0, 11, 12);
  bed.faults.push("slow");
  expect(valuesOf(await bed.poll(bed.device(plainProfile(2))))).toEqual({ p0: 11, p1: 12 });
  expect(bed.simulator.connections).toBe(1);
});

test("an answer that comes a second time is never taken for the next one", async () => {
  await using bed = await modbusBed();
  const device = bed.device(plainProfile(1));
  bed.faults.push("twice");
  for (const now of [11, 21, 31]) {
    bed.unit.set(4, 0, now);
    expect([now, "crc"]).toContain(valuesOf(await bed.poll(device)).p0);
  }
  expect(valuesOf(await bed.poll(device))).toEqual({ p0: 31 });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 10, 11])(
  "exception %i is kept apart from silence, over the same connection",
  async (code) => {
    await using bed = await modbusBed();
    bed.unit.set(4, 0, 11);
    bed.faults.push({ exception: code });
    const poll = await bed.poll(bed.device(plainProfile(1)));
    expect(valuesOf(poll)).toEqual({ p0: "exception" });
    expect(poll.detail).toMatch(new RegExp(`exception ${code} \\([a-z ,]+\\)`));
    expect(valuesOf(await bed.poll(bed.device(plainProfile(1))))).toEqual({ p0: 11 });
    expect(bed.simulator.connections).toBe(1);
  },
);

test.each([
  [11, true],
  [10, true],
  [6, undefined],
  [2, undefined],
])("exception %i to every request says of the device behind a gateway that it is absent: %s", async (code, absent) => {
  await using bed = await modbusBed();
  bed.unit.set(4, 0, 11, 12);
  bed.faults.push({ exception: code }, { exception: code });
  expect((await bed.poll(bed.device(plainProfile(2, 1)))).absent).toBe(absent);
});

test("a device that answered one request, be it that it is busy, and is then said to be absent is there", async () => {
  await using bed = await modbusBed();
  bed.unit.set(4, 0, 11, 12);
  bed.faults.push({ exception: 6 }, { exception: 11 });
  const poll = await bed.poll(bed.device(plainProfile(2, 1)));
  expect(valuesOf(poll)).toEqual({ p0: "exception", p1: "exception" });
  expect(poll.absent).toBeUndefined();
});

test("an exception to one request costs its points only; the others are read", async () => {
  await using bed = await modbusBed();
  bed.unit.set(4, 0, 10, 11, 12, 13);
  bed.faults.push({ exception: 2 });
  expect(valuesOf(await bed.poll(bed.device(plainProfile(4, 2))))).toEqual({
    p0: "exception",
    p1: "exception",
    p2: 12,
    p3: 13,
  });
});

test("a device that is silent is asked once in a poll, and keeps what it said before", async () => {
  await using bed = await modbusBed();
  bed.unit.set(4, 0, 10, 11, 12, 13);
  bed.faults.push("slow", "silent");
  expect(valuesOf(await bed.poll(bed.device(plainProfile(4, 1))))).toEqual({
    p0: 10,
    p1: "timeout",
    p2: "timeout",
    p3: "timeout",
  });
  expect(bed.requests).toHaveLength(2);
});

test("what a serial server says for a silent device (exceptions 10 and 11) is asked for once in a poll", async () => {
  await using bed = await modbusBed();
  bed.unit.set(4, 0, 10, 11);
  bed.faults.push({ exception: 11 });
  expect(valuesOf(await bed.poll(bed.device(plainProfile(2, 1))))).toEqual({ p0: "exception", p1: "exception" });
  expect(bed.requests).toHaveLength(1);
});

test("a unit that is not there costs the others on its link nothing but its deadline", async () => {
  const units = new Map([1, 3].map((number) => [number, memoryUnit()] as const));
  for (const [number, unit] of units) unit.set(4, 0, number);
  await using bed = await modbusBed({ units });
  const found = [];
  for (const number of [1, 2, 3]) found.push(valuesOf(await bed.poll(bed.device(plainProfile(1), number))).p0);
  expect(found).toEqual([1, "timeout", 3]);
});

test.each(["reset", "closed"] as const)(
  "a connection that ends under a request (%s) is a LinkError, and the next poll is right",
  async (fault) => {
    await using bed = await modbusBed();
    const device = bed.device(plainProfile(1));
    bed.unit.set(4, 0, 11);
    bed.faults.push(fault);
    await expect(bed.poll(device)).rejects.toMatchObject({ name: "LinkError", code: "link-reset" });
    expect(valuesOf(await bed.poll(device))).toEqual({ p0: 11 });
  },
);

test("a connection that the device closed while nothing was asked is opened again without a fault", async () => {
  await using bed = await modbusBed();
  const device = bed.device(plainProfile(1));
  bed.unit.set(4, 0, 11);
  bed.faults.push("hangs-up");
  expect(valuesOf(await bed.poll(device))).toEqual({ p0: 11 });
  await until("the connection's end to be seen by both", () => bed.simulator.open === 0);
  expect(valuesOf(await bed.poll(device))).toEqual({ p0: 11 });
  expect(bed.simulator.connections).toBe(2);
});

test("an address that nobody listens on is a LinkError that names it", async () => {
  await using bed = await modbusBed();
  const { port } = bed.simulator;
  await bed.simulator[Symbol.asyncDispose]();
  await expect(bed.poll(bed.device(plainProfile(1)))).rejects.toMatchObject({
    name: "LinkError",
    code: "link-refused",
    message: `127.0.0.1:${port} refuses the connection`,
  });
});

test("who accepts and then says nothing is silent, not a hanging poll", async () => {
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const connection = { tcp: `127.0.0.1:${typeof address === "object" ? address?.port : 0}`, timeout: "30ms" };
  const link = driver.openLink(connection, { clock: systemClock, log: QUIET_LOG });
  try {
    const poll = await link.poll({ id: "mute", profile: plainProfile(1), connection }, never);
    expect(valuesOf(poll)).toEqual({ p0: "timeout" });
    expect(poll.raw).toBe("> 010400000001");
  } finally {
    await link[Symbol.asyncDispose]();
    server.close();
  }
});

test.each(["end", "resetAndDestroy"] as const)(
  "a device that takes a connection only to %s it is a LinkError, time after time",
  async (how) => {
    const server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket[how]();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const connection = { tcp: `127.0.0.1:${typeof address === "object" ? address?.port : 0}`, timeout: "5s" };
    await using link = driver.openLink(connection, { clock: passingClock(), log: QUIET_LOG });
    const device = { id: "full", profile: plainProfile(1), connection };
    for (let i = 0; i < 20; i++)
      await expect(link.poll(device, never)).rejects.toMatchObject({ name: "LinkError", code: "link-reset" });
    server.close();
  },
);

test("a poll that is aborted ends at once with the reason, and what was under way is given up", async () => {
  const controller = new AbortController();
  const faultOf = () => {
    controller.abort(new Error("stopping"));
    return "silent" as const;
  };
  await using bed = await modbusBed({ faultOf });
  await expect(bed.link.poll(bed.device(plainProfile(1)), controller.signal)).rejects.toThrow("stopping");
});

test("a link that is closed under a poll ends that poll, whatever its deadline", async () => {
  const asked = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", () => asked.resolve());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const connection = { tcp: `127.0.0.1:${typeof address === "object" ? address?.port : 0}`, timeout: "1h" };
  const link = driver.openLink(connection, { clock: passingClock(), log: QUIET_LOG });
  try {
    const poll = link.poll({ id: "mute", profile: plainProfile(1), connection }, never);
    const ended = expect(poll).rejects.toMatchObject({ name: "LinkError" });
    await asked.promise;
    await link[Symbol.asyncDispose]();
    await ended;
  } finally {
    server.close();
  }
});

test("opening a link does nothing on the wire", async () => {
  await using bed = await modbusBed();
  await bed.link[Symbol.asyncDispose]();
  expect(bed.simulator.connections).toBe(0);
});

test("a device whose identity register holds something else gets no values but the reason identity", async () => {
  await using bed = await modbusBed();
  const { points } = plainProfile(2) as { points: object };
  const profile = { points, wire: { identity: { function: 3, address: 100, type: "u16", equals: 772 } } };
  bed.unit.set(4, 0, 11, 12);
  bed.unit.set(3, 100, 772);
  expect(valuesOf(await bed.poll(bed.device(profile)))).toEqual({ p0: 11, p1: 12 });
  bed.unit.set(3, 100, 771);
  const poll = await bed.poll(bed.device(profile));
  expect(valuesOf(poll)).toEqual({ p0: "identity", p1: "identity" });
  expect(poll.detail).toBe("its identity is 771, not 772: another device answers here");
  bed.unit.set(3, 100, 772);
  bed.faults.push({ exception: 2 });
  expect(valuesOf(await bed.poll(bed.device(profile)))).toEqual({ p0: "exception", p1: "exception" });
});

test("a poll tells when the answer came and what went over the wire", async () => {
  await using bed = await modbusBed();
  bed.unit.set(4, 0, 258);
  const before = bed.clock.now();
  const poll = await bed.poll(bed.device(plainProfile(1)));
  expect(poll).toMatchObject({ device: "unit-1", measuredMs: before });
  expect(poll.raw).toBe("> 010400000001\n< 0001000000050104020102");
  expect(poll.detail).toBeUndefined();
});
