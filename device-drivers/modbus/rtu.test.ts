// Frames of a serial line: what comes over it is an answer only if it can be nothing else, and a fault costs its own unit.
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import { plainProfile, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { lineBed } from "#test/harness/modbus-line.ts";
import { until } from "#test/harness/wait.ts";
import { driver } from "./index.ts";
import { answerIn, crcOf, framed, rtuFrameOf } from "./rtu-frame.ts";
import { memoryUnit } from "./simulator/device.ts";
import type { LineFault } from "./simulator/rtu.ts";

const never = new AbortController().signal;
const WRITE = {
  points: { level: { unit: "1", type: "number", wire: { function: 3, address: 7, type: "u16", range: [0, 1000] } } },
  wire: {
    commands: {
      set: {
        args: { value: { type: "number", minimum: 0, maximum: 1000 } },
        write: { function: 6, address: 7, type: "u16" },
      },
    },
  },
};
const set = (value: number) => ({ id: "c-1", device: "unit-1", name: "set", args: { value } });

test("a request has the check sum that the makers' papers print", () => {
  expect(rtuFrameOf({ unit: 1, function: 4, address: 1, count: 2 }).toString("hex")).toBe("010400010002200b");
  expect(rtuFrameOf({ unit: 1, function: 5, address: 0, data: Buffer.from([1]) }).toString("hex")).toBe(
    "01050000ff008c3a",
  );
  expect(crcOf(Buffer.from("57040004000c", "hex"))).toBe(0xf8bd);
});

test("an answer is found behind noise and behind another unit's answer, and in nothing else", () => {
  const request = { unit: 1, function: 4, address: 1, count: 2 } as const;
  const answer = Buffer.from("01040401310222", "hex");
  const frame = framed(answer);
  const other = framed(Buffer.from("02040401310222", "hex"));
  expect(answerIn(request, Buffer.concat([Buffer.from([0, 1, 4]), other, frame]))).toEqual(answer);
  expect(answerIn(request, framed(Buffer.from("018402", "hex")))?.toString("hex")).toBe("018402");
  for (let length = 0; length < frame.length; length++) expect(answerIn(request, frame.subarray(0, length))).toBeNull();
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const damaged = Buffer.from(frame);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(answerIn(request, damaged), `bit ${bit}`).toBeNull();
  }
});

const GARBLED: readonly LineFault[] = ["wrong-unit", "wrong-function", "bad-crc", "noise", "garbage"];
const SILENT: readonly LineFault[] = ["silent", "late", "truncated"];

test.each([...GARBLED.map((fault) => [fault, "crc"] as const), ...SILENT.map((fault) => [fault, "timeout"] as const)])(
  "on a serial line, after a fault of kind %j no value is reported but %s, and the next poll is right over the same connection",
  async (fault, reason) => {
    await using bed = await lineBed();
    const device = bed.device(plainProfile(2));
    bed.unit.set(4, 0, 11, 12);
    bed.faults.push(fault);
    const poll = await bed.poll(device);
    expect(valuesOf(poll)).toEqual({ p0: reason, p1: reason });
    bed.unit.set(4, 0, 21, 22);
    expect(valuesOf(await bed.poll(device))).toEqual({ p0: 21, p1: 22 });
    expect(bed.line.connections).toBe(1);
  },
);

test.each(["slow", "noise-before", "trailing"] as const)("an answer that comes %s is an answer", async (fault) => {
  await using bed = await lineBed();
  bed.unit.set(4, 0, 11, 12);
  bed.faults.push(fault);
  expect(valuesOf(await bed.poll(bed.device(plainProfile(2))))).toEqual({ p0: 11, p1: 12 });
  expect(valuesOf(await bed.poll(bed.device(plainProfile(2))))).toEqual({ p0: 11, p1: 12 });
});

test("an adapter that hears itself is understood: reads, writes and silence", async () => {
  await using bed = await lineBed({ echoes: true });
  bed.unit.set(3, 7, 5);
  const device = bed.device(WRITE);
  expect(valuesOf(await bed.poll(device))).toEqual({ level: 5 });
  expect(await bed.link.command?.(device, set(9), never)).toMatchObject({ ok: true, data: { value: 9 } });
  bed.faults.push("silent");
  expect(valuesOf(await bed.poll(device))).toEqual({ level: "timeout" });
  bed.faults.push("silent");
  // The echo alone says nothing about the device.
  expect(await bed.link.command?.(device, set(10), never)).toMatchObject({ ok: null, code: "timeout" });
});

test("a silent unit costs the next one nothing but its deadline, and its own late answer is waited out before it is asked again", async () => {
  const units = new Map([1, 2].map((unit) => [unit, memoryUnit()]));
  for (const [number, unit] of units) unit.set(4, 0, number * 11);
  await using bed = await lineBed({ units, faultOf: () => bed.faults.shift() ?? null });
  bed.faults.push("silent");
  const began = bed.clock.monotonic();
  const profile = plainProfile(1);
  expect(valuesOf(await bed.poll(bed.device(profile, 1)))).toEqual({ p0: "timeout" });
  expect(valuesOf(await bed.poll(bed.device(profile, 2)))).toEqual({ p0: 22 });
  expect(bed.clock.monotonic() - began).toBeLessThan(1100);
  expect(valuesOf(await bed.poll(bed.device(profile, 1)))).toEqual({ p0: 11 });
  expect(bed.clock.monotonic() - began).toBeGreaterThanOrEqual(2000);
});

test("a connection on which nothing is heard three times in a row is opened anew", async () => {
  await using bed = await lineBed();
  bed.unit.set(4, 0, 11);
  bed.faults.push("silent", "silent", "silent");
  const device = bed.device(plainProfile(1));
  for (let i = 0; i < 3; i++) expect(valuesOf(await bed.poll(device))).toEqual({ p0: "timeout" });
  expect(valuesOf(await bed.poll(device))).toEqual({ p0: 11 });
  expect(bed.line.connections).toBe(2);
});

test.each(["reset", "closed"] as const)(
  "a serial server that ends the connection under a request (%s) is a LinkError, and the next poll is right",
  async (fault) => {
    await using bed = await lineBed();
    bed.unit.set(4, 0, 11);
    bed.faults.push(fault);
    const device = bed.device(plainProfile(1));
    await expect(bed.poll(device)).rejects.toMatchObject({ name: "LinkError", code: "link-reset" });
    expect(valuesOf(await bed.poll(device))).toEqual({ p0: 11 });
  },
);

test.each([1, 2, 3, 4, 5, 6, 7, 8, 10, 11])(
  "on a serial line exception %i is kept apart from silence",
  async (code) => {
    await using bed = await lineBed();
    bed.unit.set(4, 0, 11);
    bed.faults.push({ exception: code });
    expect(valuesOf(await bed.poll(bed.device(plainProfile(1))))).toEqual({ p0: "exception" });
    expect(valuesOf(await bed.poll(bed.device(plainProfile(1))))).toEqual({ p0: 11 });
  },
);

test("a write whose answer does not repeat it is unknown, and is not sent again", async () => {
  await using bed = await lineBed();
  bed.unit.set(3, 7, 5);
  bed.faults.push("bad-crc");
  expect(await bed.link.command?.(bed.device(WRITE), set(9), never)).toMatchObject({ ok: null, code: "garbled" });
  expect(bed.requests.filter((hex) => hex.startsWith("0106"))).toHaveLength(1);
});

test("a line on which somebody else never stops speaking is a LinkError, and nothing is sent into it", async () => {
  const server = createServer((socket) => {
    const talk = setInterval(() => socket.write(Buffer.from([0x55])), 10);
    socket.on("close", () => clearInterval(talk));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const connection = { rtuOverTcp: `127.0.0.1:${port}`, timeout: "100ms", turnaround: "1s" };
  const device = { id: "d", profile: plainProfile(1), connection };
  const link = driver.openLink(connection, { clock: systemClock, log: QUIET_LOG });
  try {
    // The first request cannot know yet.
    await link.poll(device, never);
    await expect(link.poll(device, never)).rejects.toMatchObject({ name: "LinkError", code: "link-noise" });
  } finally {
    await link[Symbol.asyncDispose]();
    server.close();
  }
});

test("a model that takes longer than its link is waited for as long as it takes, and its late answer too", async () => {
  const profile: Record<string, unknown> = plainProfile(1);
  const slow = { ...profile, wire: { ...(profile.wire as object), timing: { timeout: "5s" } } };
  await using bed = await lineBed();
  bed.unit.set(4, 0, 11);
  const { timeout: _link, ...connection } = bed.device(slow).connection;
  const device = { ...bed.device(slow), connection };
  bed.faults.push("silent");
  const began = bed.clock.monotonic();
  const silent = bed.poll(device);
  // The bed lets a second pass for a silent request; the model has four more.
  await until("the request", () => bed.requests.length === 1 && bed.clock.monotonic() - began >= 1000);
  bed.clock.pass(4000);
  expect(valuesOf(await silent)).toEqual({ p0: "timeout" });
  expect(valuesOf(await bed.poll(device))).toEqual({ p0: 11 });
  expect(bed.clock.monotonic() - began).toBeGreaterThanOrEqual(10_000);
});
