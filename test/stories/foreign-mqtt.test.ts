// A plug and a sensor with firmware of their own at a real gateway: from mosquitto_pub to the latest values, an alarm and the losses.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";

const run = promisify(execFile);
const PATIENCE_MS = 60_000;

/** As the firmware signs in: with its own client id, at QoS 0. */
async function publish(gateway: Gateway, id: string, topic: string, payload: string): Promise<void> {
  const secret = gateway.devices.find((device) => device.id === id)?.secret ?? "";
  const signIn = ["-i", `DVES_${id}`, "-u", id, "-P", secret];
  await run("mosquitto_pub", [
    "-h",
    "127.0.0.1",
    "-p",
    String(gateway.mqttPort),
    ...signIn,
    "-t",
    topic,
    "-m",
    payload,
  ]);
}

test("foreign firmware is a device like any other: values with unit, the rules of its profile, and losses under its name", async () => {
  const mqtt = (id: string, topics: readonly string[]) => ({ clientId: `DVES_${id}`, topics });
  await using gateway = await startGateway({
    devices: {
      "plug-3": { profile: "tasmota-plug", mqtt: mqtt("plug-3", ["tele/plug-3/+", "stat/plug-3/+"]) },
      "mr1-leak": { profile: "zigbee-leak", mqtt: mqtt("mr1-leak", ["zigbee2mqtt/mr1-leak"]) },
    },
  });
  const admin = await gateway.admin();
  const sensor = { Time: "2026-11-22T13:00:00", ENERGY: { Total: 12.345, Power: 45, Voltage: 231, Current: 0.225 } };
  await publish(gateway, "plug-3", "tele/plug-3/SENSOR", JSON.stringify(sensor));
  await publish(gateway, "plug-3", "tele/plug-3/STATE", '{"POWER":"ON","Wifi":{"Signal":-78}}');
  await publish(gateway, "plug-3", "tele/plug-3/LWT", "Online");
  await publish(gateway, "plug-3", "zigbee2mqtt/mr1-leak", '{"water_leak":true}');
  await publish(gateway, "mr1-leak", "zigbee2mqtt/mr1-leak", '{"battery":"97.50","linkquality":99,"water_leak":true}');

  const alarm = await until(
    "the alarm that came with the profile",
    async () => (await admin.get("alarms")).json<{ alarms: Alarm[] }>().alarms[0],
    PATIENCE_MS,
  );
  expect(alarm).toMatchObject({ id: "leak.mr1-leak.leak", severity: "critical", latched: true, value: true });
  const { points } = (await admin.get("latest?device=plug-3")).json<{
    points: readonly { point: string; value: unknown; unit: string; quality: string; reason?: string }[];
  }>();
  const good = points.filter(({ quality }) => quality === "good");
  expect(Object.fromEntries(good.map(({ point, value, unit }) => [point, `${String(value)} ${unit}`]))).toEqual({
    energy: "12.345 kW.h", power: "45 W", voltage: "231 V", current: "0.225 A", relay: "true 1", rssi: "-78 dB[mW]",
  }); // biome-ignore format: one device
  const losses = (await allEntries(admin, "kind=loss")).map(({ device, body }) => [device, body.reason, body.topic]);
  expect(losses).toEqual([["plug-3", "topic-forbidden", "zigbee2mqtt/mr1-leak"]]);
});

interface Command {
  readonly id: string;
  readonly state: string;
  readonly result: { readonly data: object } | null;
}

/** mosquitto_sub as the firmware that hears: the first message that it is sent. */
async function firstHeard(gateway: Gateway, id: string, filter: string): Promise<string> {
  const secret = gateway.devices.find((device) => device.id === id)?.secret ?? "";
  const signIn = ["-i", `DVES_${id}`, "-u", id, "-P", secret];
  const where = ["-h", "127.0.0.1", "-p", String(gateway.mqttPort)];
  const { stdout } = await run("mosquitto_sub", [...where, ...signIn, "-C", "1", "-W", "60", "-v", "-t", filter]);
  return stdout.trim();
}

test("a plug behind Zigbee2MQTT: one sign-in for the bridge, its spike is no number, and a command is done when the plug shows it", async () => {
  await using gateway = await startGateway({
    devices: {
      zigbee: { profile: "zigbee-bridge", mqtt: { clientId: "DVES_zigbee" } },
      plug: { profile: "zigbee-plug", credential: undefined, mqtt: { via: "zigbee", name: "机房/插座 1" } },
    },
  });
  const admin = await gateway.admin();
  const topic = "zigbee2mqtt/机房/插座 1";
  await publish(gateway, "zigbee", topic, '{"state":"OFF","power":0,"voltage":231}');
  await publish(gateway, "zigbee", topic, '{"state":"OFF","power":0,"voltage":6553.5}');
  const doubted = await until(
    "the voltage that cannot be",
    async () => (await admin.get("devices/plug")).json<{ lastBad: object | null }>().lastBad,
    PATIENCE_MS,
  );
  expect(doubted).toMatchObject({ code: "range", raw: expect.stringContaining("6553.5") });
  const latest = await until("the value that is none", async () => {
    const { points } = (await admin.get("latest?device=plug&point=voltage")).json<{ points: { quality: string }[] }>();
    return points.find(({ quality }) => quality === "bad");
  });
  expect(latest).toMatchObject({ value: null, reason: "range", lastGood: { value: 231 } });

  const wish = { name: "set-relay", args: { on: true }, expiresIn: "60s" };
  const { id } = (await admin.post("devices/plug/commands", wish)).json<Command>();
  expect(await firstHeard(gateway, "zigbee", "zigbee2mqtt/#")).toBe(`${topic}/set {"state":"ON"}`);
  await publish(gateway, "zigbee", topic, '{"state":"ON","power":41,"voltage":230}');
  const ended = await until(
    "its end",
    async () => {
      const command = (await admin.get(`commands/${id}`)).json<Command>();
      return ["requested", "started"].includes(command.state) ? null : command;
    },
    PATIENCE_MS,
  );
  expect(ended).toMatchObject({ state: "done", result: { data: { relay: true } } });
});
