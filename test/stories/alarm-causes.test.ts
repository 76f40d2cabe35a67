// What is gone, and what that explains: a line dies with everything behind it, a device that sends to us goes away; both come back.
import { test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import type { AlarmDeskView, AlarmHistory } from "#gateway/contract/alarm-desk.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { timeAhead } from "../harness/ahead.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

const MINUTE = 60_000;
/** A machine with everything else to do takes so long to start its drivers. */
const PATIENCE_MS = 60_000;
const ON_LINE = ["mr1-th", "mr2-th", "mr3-th"];
/** The rule of the profile about a sensor that cannot be read comes only after ten minutes: this one is the school's own. */
const BLIND = { id: "blind", profile: "xy-md02", point: "temperature", badFor: "2s", severity: "low" };

const polled = (port: number, unit: number) => ({
  driver: "modbus",
  profile: "xy-md02",
  connection: { tcp: `127.0.0.1:${port}`, unit, timeout: "2s" },
  every: "200ms",
  credential: undefined,
});

/** Three sensors on one line, each with a temperature that raises nothing. */
async function line(port = 0) {
  const units = new Map(
    ON_LINE.map((_id, index) => {
      const unit = memoryUnit();
      unit.set(4, 1, 240, 450);
      return [index + 1, unit] as const;
    }),
  );
  return await startSimulator({ units, clock: systemClock, port });
}

async function openAlarms(gateway: Gateway): Promise<readonly Alarm[]> {
  const answer = await (await gateway.admin()).get("alarms");
  return answer.json<{ alarms: Alarm[] }>().alarms;
}

/** The open alarms when they are exactly these, by id. */
function openWhen(gateway: Gateway, what: string, ids: readonly string[]): Promise<ReadonlyMap<string, Alarm>> {
  return until(
    what,
    async () => {
      const open = await openAlarms(gateway);
      const found = open.map(({ id }) => id).sort();
      return found.join() === [...ids].sort().join() ? new Map(open.map((alarm) => [alarm.id, alarm])) : null;
    },
    PATIENCE_MS,
  );
}

function saidOf(gateway: Gateway, type: string, devices: readonly string[]): Promise<true> {
  return until(
    `${type} of ${devices.join()}`,
    async () => {
      const said = (await allEntries(await gateway.admin(), `type=${type}`)).map(({ device }) => device ?? "");
      return devices.every((device) => said.includes(device));
    },
    PATIENCE_MS,
  );
}

test.concurrent("a line that dies is one matter: told once, its devices explained by it and left as they are, each acknowledged by itself, cleared by its return", async ({
  expect,
}) => {
  await using made = new AsyncDisposableStack();
  const time = made.use(timeAhead());
  const first = await line();
  const { port } = first;
  const devices = Object.fromEntries(ON_LINE.map((id, index) => [id, polled(port, index + 1)]));
  const gateway = made.use(await startGateway({ devices, config: { alarms: [BLIND] }, ...time.options }));
  const admin = await gateway.admin();
  await saidOf(gateway, "device.online", ON_LINE);

  await first[Symbol.asyncDispose]();
  await saidOf(gateway, "device.offline", ON_LINE);
  const blind = ON_LINE.map((id) => `blind.${id}.temperature`);
  const before = await openWhen(gateway, "the sensors to be unread", blind);
  expect([...before.values()].map(({ suppressed }) => suppressed)).toEqual([false, false, false]);
  const link = `link-down.127-0-0-1-${port}`;
  time.pass(gateway, 3 * MINUTE);
  const down = await openWhen(gateway, "the line to be told", [link, ...blind]);
  expect(down.get(link)).toMatchObject({ severity: "high", device: null, point: null, suppressed: false });
  // What was raised before its cause stays what it was, and is explained from now on.
  expect(blind.map((id) => down.get(id))).toMatchObject(
    blind.map(() => ({ active: true, acknowledged: false, occurrence: 1, suppressed: true })),
  );

  time.pass(gateway, 3 * MINUTE);
  const gone = ON_LINE.map((id) => `device-offline.${id}`);
  const all = await openWhen(gateway, "the devices to be told", [link, ...blind, ...gone]);
  expect(gone.map((id) => all.get(id)?.suppressed)).toEqual([true, true, true]);
  const { groups, load } = (await admin.get("alarms/desk")).json<AlarmDeskView>();
  expect(groups.map(({ root, severity, alarms }) => [root, severity, [...alarms].sort()])).toEqual([
    [{ kind: "link", id: `127-0-0-1-${port}`, alarm: link }, "high", [link, ...blind, ...gone].sort()],
  ]);
  // The children of a cause called nobody, so they are no load.
  expect(load.lastHour).toBe(1 + blind.length);

  // Somebody has seen the line; that says nothing about a sensor behind it.
  expect((await admin.post(`alarms/${link}/ack`, { occurrence: 1, comment: "串口服务器断电" })).status).toBe(200);
  const seen = await openWhen(gateway, "the same alarms", [link, ...blind, ...gone]);
  expect([...seen.values()].filter(({ acknowledged }) => acknowledged).map(({ id }) => id)).toEqual([link]);

  made.use(await line(port));
  await saidOf(gateway, "device.online", ON_LINE);
  // What was acknowledged goes with its end; what nobody has seen stays on the desk until somebody has.
  const over = await openWhen(gateway, "the line to be gone from the desk", [...blind, ...gone]);
  await until("all to be over", async () => (await openAlarms(gateway)).every(({ active }) => !active));
  expect([...over.values()].every(({ acknowledged }) => !acknowledged)).toBe(true);
  for (const id of over.keys()) expect((await admin.post(`alarms/${id}/ack`, { occurrence: 1 })).status).toBe(200);
  expect(await openAlarms(gateway)).toEqual([]);

  const told = (await allEntries(admin, "kind=alarm")).map(({ type, body }) => `${type} ${String(body.id)}`);
  const story = [link, ...blind, ...gone].flatMap((id) =>
    ["raised", "cleared", "acknowledged"].map((what) => `alarm.${what} ${id}`),
  );
  expect(told.toSorted()).toEqual(story.toSorted());
});

test.concurrent("a device that sends to us and goes away is missed after five minutes, over a kill of the gateway, until it is back", async ({
  expect,
}) => {
  await using made = new AsyncDisposableStack();
  const time = made.use(timeAhead());
  const devices = { "gate-east": {}, "gate-west": {}, meter: { staleAfter: "15min" } };
  const gateway = made.use(await startGateway({ devices, ...time.options }));
  const connect = (index: number) => connectDevice(gateway, gateway.device(index));
  for (const index of [0, 2]) {
    await using device = await connect(index);
    await device.telemetry({ temperature: 20 });
  }
  const gone = ["gate-east", "meter"];
  await saidOf(gateway, "device.offline", gone);
  expect(await openAlarms(gateway)).toEqual([]);
  await gateway.restart("SIGKILL");
  time.pass(gateway, 6 * MINUTE);
  // Who was never there is not missed; who may be silent for a quarter of an hour not yet.
  const id = "device-offline.gate-east";
  const open = await openWhen(gateway, "the device to be missed", [id]);
  expect(open.get(id)).toMatchObject({ device: "gate-east", point: null, severity: "medium", active: true });
  time.pass(gateway, 12 * MINUTE);
  await openWhen(gateway, "the slow one to be missed, too", [id, "device-offline.meter"]);

  await using back = await connect(0);
  const over = await until("the device to be there again", async () => {
    const found = (await openAlarms(gateway)).find((alarm) => alarm.id === id);
    return found?.active === false ? found : null;
  });
  expect(over).toMatchObject({ occurrence: 1, acknowledged: false });
  expect(back.client.connected).toBe(true);
  const past = await until("its end in the past", async () => {
    const found = await (await gateway.admin()).get("alarms/history?device=gate-east");
    const { occurrences } = found.json<AlarmHistory>();
    return occurrences[0]?.clearedAt ? occurrences : null;
  });
  expect(past).toMatchObject([{ alarm: id, occurrence: 1, acknowledgedBy: null }]);
});
