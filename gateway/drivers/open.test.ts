import { expect, test } from "vitest";
import { closedGate } from "#test/harness/broker.ts";
import { hostUnderTest, lineDevice, lineProfile } from "#test/harness/driver-host.ts";
import { startLineDevices } from "#test/harness/line-device.ts";
import { until } from "#test/harness/wait.ts";

const types = (entries: readonly { type: string | null }[]) => entries.flatMap(({ type }) => type ?? []);

test("a device that answers is online, and each poll of it is one entry with value, unit and quality", async () => {
  await using devices = await startLineDevices();
  devices.unit(1).points = { value: 23.5 };
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)] });
  const reading = await under.entry("a reading", ({ kind }) => kind === "reading");
  expect(reading).toMatchObject({
    device: "u1",
    clock: "gateway",
    body: { points: { value: { value: 23.5, unit: "Cel", quality: "good" } } },
  });
  await under.entry("that it is online", ({ type, device }) => type === "device.online" && device === "u1");
  expect(under.host.connected("u1")).toBe(true);
  await until("what came over the wire", () => under.host.status().get("u1")?.raw?.startsWith("7b"));
});

test("the unit in campus.yaml counts before the profile's", async () => {
  await using devices = await startLineDevices();
  const points = new Map([["value", { unit: "K", name: null, type: null, deadband: 0 } as const]]);
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1, { points })] });
  const reading = await under.entry("a reading", ({ kind }) => kind === "reading");
  expect(reading.body).toEqual({ points: { value: { value: 1, unit: "K", quality: "good" } } });
});

test("devices on one link share one connection, and a dead one among ten does not slow the others", async () => {
  await using devices = await startLineDevices();
  devices.unit(7).silent = true;
  const all = Array.from({ length: 10 }, (_, i) => lineDevice(devices.address, i + 1));
  await using under = await hostUnderTest({ devices: all });
  await under.entry("that the dead one is offline", ({ type, device }) => type === "device.offline" && device === "u7");
  const others = () =>
    all.filter(({ id }) => id !== "u7").map((_, i) => devices.unit(i < 6 ? i + 1 : i + 2).asked.length);
  const before = others();
  const deadBefore = devices.unit(7).asked.length;
  await until("twenty more polls of every other", () => others().every((count, i) => count >= (before[i] ?? 0) + 20));
  expect(devices.unit(7).asked.length - deadBefore).toBeLessThan(8);
  expect(devices.connections).toBe(1);
  const dead = under.entries("u7").filter(({ kind }) => kind === "reading");
  expect(dead.every(({ body }) => JSON.stringify(body).includes('"reason":"timeout"'))).toBe(true);
  expect(types(under.entries("u7"))).toEqual(["device.offline"]);
});

test("a link that goes away makes every value bad at once, is reported once, and comes back by itself", async () => {
  await using devices = await startLineDevices();
  await using under = await hostUnderTest({ devices: [1, 2].map((unit) => lineDevice(devices.address, unit)) });
  await until("both online", () => under.host.connected("u1") && under.host.connected("u2"));
  await devices.unplug();
  for (const device of ["u1", "u2"])
    await under.entry(`${device} offline`, (entry) => entry.type === "device.offline" && entry.device === device);
  expect(under.host.status().get("u2")).toMatchObject({ state: "backing-off", lastError: { code: "refused" } });
  const last = under
    .entries("u2")
    .filter(({ kind }) => kind === "reading")
    .at(-1);
  expect(last?.body).toEqual({ points: { value: { value: null, unit: "Cel", quality: "bad", reason: "timeout" } } });
  await devices.plug();
  await until("both online again", () => under.host.connected("u1") && under.host.connected("u2"));
  const expected = ["device.online", "device.offline", "device.online"];
  await until("the entries of it", () => types(under.entries("u2")).length === expected.length);
  expect(types(under.entries("u2"))).toEqual(expected);
  expect(under.logLines.filter((line) => line.includes("does not answer"))).toHaveLength(2);
});

test("a device is asked again only when its last reading is on disk", async () => {
  await using devices = await startLineDevices();
  const gate = closedGate();
  await using under = await hostUnderTest({
    devices: [lineDevice(devices.address, 1)],
    through: gate.through,
  });
  await until("the first poll on disk", () => under.entries("u1").some(({ kind }) => kind === "reading"));
  // Other devices' polls tell that time has passed: ten slots of the device that waits.
  await under.host.apply(
    under.config([
      lineDevice(devices.address, 1),
      lineDevice(devices.address, 2, { report: { onChange: true, atLeastMs: 60_000 } }),
    ]),
  );
  expect(devices.unit(1).asked).toHaveLength(1);
  gate.open();
  await until("further polls", () => devices.unit(1).asked.length > 3);
});

test("with report on change, equal polls are held and counted, and a change is told at once", async () => {
  await using devices = await startLineDevices();
  const points = new Map([["value", { unit: null, name: null, type: null, deadband: 0.5 } as const]]);
  const report = { onChange: true, atLeastMs: 3_600_000 };
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1, { report, points })] });
  const readings = () => under.entries("u1").filter(({ kind }) => kind === "reading");
  await until("ten polls", () => devices.unit(1).asked.length >= 10);
  devices.unit(1).points = { value: 1.4 };
  const within = devices.unit(1).asked.length;
  await until("polls within the deadband", () => devices.unit(1).asked.length >= within + 3);
  devices.unit(1).points = { value: 2 };
  await until("the change", () => readings().length === 2);
  const [first, second] = readings();
  expect(first?.body).not.toHaveProperty("held");
  expect(second?.body).toMatchObject({ points: { value: { value: 2 } } });
  expect(Number(second?.body.held)).toBeGreaterThanOrEqual(12);
});

test("devices are added, changed and removed while the others go on", async () => {
  await using devices = await startLineDevices();
  const one = lineDevice(devices.address, 1);
  await using under = await hostUnderTest({ devices: [one, lineDevice(devices.address, 2)] });
  await until("both online", () => under.host.connected("u1") && under.host.connected("u2"));
  await under.host.apply(under.config([one, lineDevice(devices.address, 3)]));
  await until("the new one online", () => under.host.connected("u3"));
  const removed = devices.unit(2).asked.length;
  const asked = devices.unit(1).asked.length;
  await until("the one that stays is asked", () => devices.unit(1).asked.length > asked + 5);
  expect(devices.unit(2).asked).toHaveLength(removed);
  expect(under.host.status().has("u2")).toBe(false);
  expect(devices.connections).toBe(1);
  const gone = await under.entry(
    "that it is offline",
    ({ type, device }) => type === "device.offline" && device === "u2",
  );
  expect(gone.body).toEqual({ reason: "removed" });
  expect(types(under.entries("u1"))).toEqual(["device.online"]);
});

test("a disabled device is not asked, and its points say so once", async () => {
  await using devices = await startLineDevices();
  const off = lineDevice(devices.address, 1, { enabled: false });
  const profiles = new Map([["liner", lineProfile(["a", "b"])]]);
  await using under = await hostUnderTest({ devices: [off], profiles });
  await under.entry("the reading", ({ kind }) => kind === "reading");
  await under.host.apply(under.config([off, lineDevice(devices.address, 2)]));
  await until("the other online", () => under.host.connected("u2"));
  const bad = { value: null, unit: "Cel", quality: "bad", reason: "disabled" };
  expect(under.entries("u1").map(({ body }) => body)).toEqual([{ points: { a: bad, b: bad } }]);
  expect(under.host.status().get("u1")?.state).toBe("disabled");
  expect(devices.unit(1).asked).toHaveLength(0);
});

test("a stop loses no poll that was held back", async () => {
  await using devices = await startLineDevices();
  const report = { onChange: true, atLeastMs: 3_600_000 };
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1, { report })] });
  await until("polls", () => devices.unit(1).asked.length > 5);
  await under.host[Symbol.asyncDispose]();
  const readings = () => under.entries("u1").filter(({ kind }) => kind === "reading");
  await until("the reading of the end", () => readings().length === 2);
  // The first one, those that were held, and the one that tells of them; the last request may have been cut off.
  const told = 2 + Number(readings()[1]?.body.held);
  expect(devices.unit(1).asked.length - told).toBeLessThanOrEqual(1);
  expect(told).toBeLessThanOrEqual(devices.unit(1).asked.length);
});
