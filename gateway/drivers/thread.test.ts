import { expect, test } from "vitest";
import { hostUnderTest, lineDevice } from "#test/harness/driver-host.ts";
import { startLineDevices } from "#test/harness/line-device.ts";
import { until } from "#test/harness/wait.ts";

/** Short, so that the test need not wait ten seconds; long enough for a busy machine. */
const HUNG_AFTER_MS = 3000;
const go = () => Promise.resolve(true);
const command = (name: string, device = "u1") => ({ id: `c-${name}`, device, name, args: {} });

test.each([
  ["hang", "hung"],
  ["die", "died"],
])("when a driver makes the thread %s, it is started afresh and every device goes on", async (name, reason) => {
  await using devices = await startLineDevices();
  await using under = await hostUnderTest({
    devices: [1, 2].map((unit) => lineDevice(devices.address, unit)),
    hungAfterMs: HUNG_AFTER_MS,
  });
  await until("both online", () => under.host.connected("u1") && under.host.connected("u2"));
  const outcome = under.host.command(command(name), go).then(
    () => "answered",
    (error: { code: string }) => error.code,
  );
  const entry = await under.entry("the restart", ({ type }) => type === "system.drivers-restarted");
  expect(entry).toMatchObject({ kind: "system", device: null, body: { reason } });
  expect(await outcome).toBe("drivers-restarted");
  const asked = devices.unit(2).asked.length;
  await until("further polls", () => devices.unit(2).asked.length > asked + 3);
  expect(under.host.restarts).toBe(1);
  const presence = under.entries("u2").flatMap(({ type }) => type ?? []);
  expect(presence).toEqual(["device.online"]);
});

test("a command while the thread is away is refused, not kept for later", async () => {
  await using devices = await startLineDevices();
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)], hungAfterMs: HUNG_AFTER_MS });
  await until("it is online", () => under.host.connected("u1"));
  under.host.command(command("die"), go).catch(() => undefined);
  await under.entry("the end of the thread", ({ type }) => type === "system.drivers-restarted");
  await expect(under.host.command(command("set"), go)).rejects.toMatchObject({ code: "command-not-run" });
  await until("polls of the new thread", () => devices.connections === 2);
  expect(devices.unit(1).written.map(({ name }) => name)).not.toContain("set");
});

test("without polled devices there is no thread, so a registry that cannot be loaded harms nobody", async () => {
  const registry = new URL("file:///nowhere/registry.ts");
  await using own = await hostUnderTest({ devices: [], registry });
  await own.host.apply(own.config([lineDevice("127.0.0.1:9", 1, { enabled: false })]));
  expect(own.host.restarts).toBe(0);
  own.host.apply(own.config([lineDevice("127.0.0.1:9", 1)])).catch(() => undefined);
  await until("the thread is there, and died of it", () => own.host.restarts > 0);
});
