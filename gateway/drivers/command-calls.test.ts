import { expect, test } from "vitest";
import { hostUnderTest, lineDevice } from "#test/harness/driver-host.ts";
import { startLineDevices } from "#test/harness/line-device.ts";
import { until } from "#test/harness/wait.ts";

const command = (name: string, args = {}) => ({ id: `c-${name}`, device: "u1", name, args });
const go = () => Promise.resolve(true);

test("a command reaches its device with its arguments, and its outcome comes back", async () => {
  await using devices = await startLineDevices();
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)] });
  await until("it is online", () => under.host.connected("u1"));
  expect(await under.host.command(command("set", { to: 5 }), go)).toMatchObject({ ok: true, code: null });
  expect(await under.host.command(command("refuse"), go)).toMatchObject({ ok: false, code: "exception" });
  expect(devices.unit(1).written[0]).toEqual({ name: "set", args: { to: 5 } });
});

test("no byte of a command goes out before its beginning is agreed to, and none at all when it is not", async () => {
  await using devices = await startLineDevices();
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)] });
  const agreed = Promise.withResolvers<boolean>();
  const asked = Promise.withResolvers<void>();
  const outcome = under.host.command(command("set"), () => {
    asked.resolve();
    return agreed.promise;
  });
  await asked.promise;
  expect(devices.unit(1).written).toEqual([]);
  agreed.resolve(false);
  await expect(outcome).rejects.toMatchObject({ code: "command-not-run" });
  await until("a poll after it", () => devices.unit(1).asked.length > 2);
  expect(devices.unit(1).written).toEqual([]);
});

test("of a command that was sent and not answered nobody says that it failed", async () => {
  await using devices = await startLineDevices();
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)] });
  devices.unit(1).silent = true;
  expect(await under.host.command(command("set"), go)).toMatchObject({ ok: null, code: "timeout" });
  expect(devices.unit(1).written).toHaveLength(1);
});

test("a command on a link that cannot be used failed for certain", async () => {
  await using devices = await startLineDevices();
  await devices.unplug();
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)] });
  expect(await under.host.command(command("set"), go)).toMatchObject({ ok: false, code: "refused" });
});

test("a command for a device that is no longer asked does not run", async () => {
  await using devices = await startLineDevices();
  await using under = await hostUnderTest({ devices: [lineDevice(devices.address, 1)] });
  await under.host.apply(under.config([]));
  await expect(under.host.command(command("set"), go)).rejects.toMatchObject({ code: "command-not-run" });
  expect(devices.unit(1).written).toEqual([]);
});
