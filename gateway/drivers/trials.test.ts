import { expect, test } from "vitest";
import { hostUnderTest, lineDevice } from "#test/harness/driver-host.ts";
import { startLineDevices } from "#test/harness/line-device.ts";
import { until } from "#test/harness/wait.ts";

test("a device that is not configured is asked once, over a connection that is closed again, and nothing of it is kept", async () => {
  await using devices = await startLineDevices();
  devices.unit(3).points = { value: 21.5 };
  await using under = await hostUnderTest({ devices: [] });
  expect(await under.host.tryDevice(lineDevice(devices.address, 3))).toMatchObject({
    ok: true,
    points: [{ point: "value", value: 21.5, unit: "Cel", quality: "good", reason: null }],
    raw: Buffer.from('{"value":21.5}').toString("hex"),
    error: null,
  });
  expect(devices.unit(3).asked).toHaveLength(1);
  expect([...under.host.status().keys()]).toEqual([]);
  expect(under.entries("u3")).toEqual([]);
  await under.host.tryDevice(lineDevice(devices.address, 3));
  expect(devices.connections).toBe(2);
});

test("where its link is in use, it is asked over that, and the devices on it go on", async () => {
  await using devices = await startLineDevices();
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)] });
  await until("the first online", () => under.host.connected("u1"));
  devices.unit(2).silent = true;
  const [silent, answered] = await Promise.all(
    [2, 3].map((unit) => under.host.tryDevice(lineDevice(devices.address, unit))),
  );
  expect(silent).toMatchObject({
    ok: false,
    points: [{ value: null, quality: "bad", reason: "timeout" }],
    error: null,
  });
  expect(answered).toMatchObject({ ok: true });
  expect(devices.connections).toBe(1);
  const before = devices.unit(1).asked.length;
  await until("more polls", () => devices.unit(1).asked.length > before + 2);
  expect(under.host.connected("u1")).toBe(true);
});

test("an address where nobody listens is told with its code", async () => {
  await using devices = await startLineDevices();
  await devices.unplug();
  await using under = await hostUnderTest({ devices: [] });
  expect(await under.host.tryDevice(lineDevice(devices.address, 1))).toMatchObject({
    ok: false,
    points: [],
    error: { code: "refused", message: expect.stringContaining(devices.address) },
  });
});

test("a drivers' thread that dies meanwhile ends the trial with an error, not with silence", async () => {
  await using devices = await startLineDevices();
  devices.unit(2).silent = true;
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)] });
  await until("the first online", () => under.host.connected("u1"));
  const die = { id: "c1", device: "u1", name: "die", args: {} };
  const killed = under.host.command(die, async () => true).catch(() => null);
  const trial = await under.host.tryDevice(lineDevice(devices.address, 2));
  await killed;
  expect(trial).toMatchObject({ ok: false, error: { code: "drivers-restarted" } });
});
