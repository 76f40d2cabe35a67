// A UPS of the machine room through a real upsd: mains fail, the battery runs down, mains return; each is an alarm for the people on duty.
import { expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import { startUpsd } from "../harness/nut.ts";
import { until } from "../harness/wait.ts";

const MAINS = {
  "ups.status": "OL",
  "battery.charge": 100,
  "battery.runtime": 2400,
  "ups.load": 31,
  "input.voltage": 229,
};
const DEADLINE_MS = 60_000;

test("mains fail: high; the battery is nearly empty: critical; mains return: all clear by themselves; a dead driver: the UPS is gone", async () => {
  await using upsd = await startUpsd({ mr1: MAINS });
  await using gateway = await startGateway({
    devices: {
      "mr1-ups": {
        driver: "nut",
        profile: "nut-ups",
        credential: undefined,
        connection: { nut: `127.0.0.1:${upsd.port}`, ups: "mr1" },
        every: "200ms",
        report: { onChange: true, atLeast: "60s" },
      },
    },
  });
  const admin = await gateway.admin();
  const open = async () => {
    const { alarms } = (await admin.get("alarms?state=active")).json<{ alarms: Alarm[] }>();
    return alarms.map(({ rule, severity }) => `${rule} ${severity}`);
  };
  const told = (what: string, alarms: readonly string[]) =>
    until(
      what,
      async () => {
        const now = await open();
        return now.length === alarms.length && alarms.every((alarm) => now.includes(alarm));
      },
      DEADLINE_MS,
    );
  await until("the first values", async () => {
    const { points } = (await admin.get("latest?device=mr1-ups&point=mains")).json<{ points: { value: unknown }[] }>();
    return points[0]?.value === true;
  });

  upsd.set("mr1", { ...MAINS, "ups.status": "OB DISCHRG", "input.voltage": 0, "battery.runtime": 1500 });
  await told("the alarm that mains failed", ["on-battery high"]);

  upsd.set("mr1", {
    ...MAINS,
    "ups.status": "OB DISCHRG LB",
    "input.voltage": 0,
    "battery.runtime": 900,
    "battery.charge": 9,
  });
  await told("the alarm that the battery is nearly empty", ["on-battery high", "battery-low critical"]);

  upsd.set("mr1", { ...MAINS, "ups.status": "OL CHRG", "battery.charge": 11 });
  await told("nothing to be open any more", []);
  const changes = (await allEntries(admin)).filter(({ kind }) => kind === "alarm");
  expect(changes.map(({ type, body }) => `${type} ${body.rule}`)).toEqual([
    "alarm.raised on-battery",
    "alarm.raised battery-low",
    expect.stringMatching(/^alarm\.cleared /),
    expect.stringMatching(/^alarm\.cleared /),
  ]);

  upsd.signalDriver("mr1", "SIGKILL");
  const offline = await until("the entry that the UPS is gone", async () =>
    (await allEntries(admin)).find(({ type }) => type === "device.offline"),
  );
  expect(offline).toMatchObject({ device: "mr1-ups", body: { reason: "timeout" } });
});
