import { expect, test } from "vitest";
import { brokerUnderTest, signInOf } from "#test/harness/broker.ts";
import { openLine } from "#test/harness/lines.ts";
import { ManualClock } from "#test/harness/manual-clock.ts";
import { rawConnect } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";

test("a device whose line is half open is cut off after one and a half keepalives, is offline, and gets in again over another line", async () => {
  const clock = new ManualClock();
  await using t = await brokerUnderTest({ clock });
  await using line = await openLine(t.port);
  const gate = { ...signInOf("gate-east"), keepaliveS: 1 };
  await using _device = (await rawConnect(line.port, gate)).mqtt;
  expect(t.broker.connected("gate-east")).toBe(true);
  line.freeze();
  await until("the session to end", () => !t.broker.connected("gate-east"));
  clock.advance(10_000);
  await new Promise<void>((resolve) => t.journal.whenCommitted({ settle: () => resolve() }));
  const told = t.entries().filter(({ device, kind }) => device === "gate-east" && kind === "state");
  expect(told.map(({ type }) => type)).toEqual(["device.online", "device.offline"]);
  await using _again = (await rawConnect(t.port, gate)).mqtt;
  expect(t.broker.connected("gate-east")).toBe(true);
});
