// Zigbee2MQTT as it is: one connection for all its devices, with names that have slashes, blanks and Chinese, and commands to them.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { DeviceConfig } from "#gateway/config/campus.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { type BrokerUnderTest, brokerUnderTest, signInOf, type UnderTestOptions } from "#test/harness/broker.ts";
import { publishOf, type RawMqtt, rawConnect, subscribeOf } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";
import { loadDialect } from "../../device-drivers/mqtt/load.ts";

const { profiles } = await loadProfiles({ root: fileURLToPath(new URL("../../device-drivers", import.meta.url)) });
const KNOWN = new Map(
  [...profiles].filter(([, { driver }]) => driver === "mqtt").map(([id, profile]) => [
    id, { ...profile, maxPacketBytes: null, dialect: loadDialect(hasty(profile.data)) },
  ]),
); // biome-ignore format: one profile

/** The profile, but for a siren that nobody waits for. */
function hasty(data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (data.id !== "zigbee-siren") return data;
  return JSON.parse(JSON.stringify(data).replace('"confirm"', '"within":200,"confirm"'));
}

const SELF = { username: "zigbee", clientId: "zigbee", topics: [] };
const child = (id: string, profile: string, name: string, enabled = true): Partial<DeviceConfig> => ({
  id, profile, enabled, credentialSha256: null, mqtt: { username: id, clientId: id, topics: [], via: "zigbee", name },
}); // biome-ignore format: one device
const DEVICES = [
  { id: "zigbee", profile: "zigbee-bridge", mqtt: SELF },
  child("leak-1", "zigbee-leak", "机房/漏水 1"),
  child("plug-1", "zigbee-plug", "plug"),
  child("plug-2", "zigbee-plug", "old plug", false),
  child("siren", "zigbee-siren", "siren"),
  { id: "outsider" },
];

function bed(more: UnderTestOptions = {}): Promise<BrokerUnderTest> {
  return brokerUnderTest({ devices: DEVICES, profiles: KNOWN, ...more });
}

async function bridgeOf(t: BrokerUnderTest) {
  const { mqtt, code } = await rawConnect(t.port, { ...signInOf("zigbee") });
  expect(code).toBe(0);
  let sent = 0;
  const say = async (topic: string, message: unknown) => {
    const id = ++sent;
    mqtt.send(publishOf(`zigbee2mqtt/${topic}`, JSON.stringify(message), id, 1));
    await until(`the acknowledgement of ${topic}`, () => mqtt.ids(4).includes(id));
  };
  return { mqtt, say };
}

/** Topics and payloads of what a connection was sent. */
function heard(mqtt: RawMqtt): string[] {
  return mqtt
    .of(3)
    .map(({ body }) => `${body.subarray(2, 2 + body.readUInt16BE(0))} ${body.subarray(2 + body.readUInt16BE(0))}`);
}

const states = (t: BrokerUnderTest) =>
  t.entries().filter(({ kind }) => kind === "state").map(({ device, type, body }) => [device, type, body.reason ?? body.topic]); // biome-ignore format: one line a step

test("one connection speaks for all its devices, by their names; who is not named is told once; losses are the device's", async () => {
  await using t = await bed();
  const { mqtt, say } = await bridgeOf(t);
  await using _mqtt = mqtt;
  await say("bridge/state", { state: "online" });
  await say("bridge/devices", [{ friendly_name: "plug" }]);
  await say("机房/漏水 1", { water_leak: true, battery: 97, linkquality: 400 });
  await say("plug", { state: "HALF" });
  await say("old plug", { state: "ON" });
  for (const temperature of [20, 21]) await say("阅览室/新的", { temperature });
  await say("bridge/info", { permit_join: false, version: "2.6.0" });
  const told = t.entries().filter(({ kind }) => kind === "reading" || kind === "loss");
  expect(
    told.map(({ device, kind, body }) => [device, kind, body.reason ?? Object.keys(body.points as object)]),
  ).toEqual([
    ["leak-1", "reading", ["leak", "battery", "link-quality"]],
    ["plug-1", "loss", "bad-value"],
    ["zigbee", "reading", ["permit-join"]],
  ]);
  expect(states(t)).toEqual([
    ["zigbee", "device.online", undefined],
    ["leak-1", "device.online", undefined],
    ["zigbee", "device.unnamed", "zigbee2mqtt/阅览室/新的"],
  ]);
});

test("the bridge may publish and hear below its base only, and nobody else gets what its devices are told", async () => {
  await using t = await bed();
  const { mqtt } = await bridgeOf(t);
  await using _mqtt = mqtt;
  const { mqtt: other } = await rawConnect(t.port, signInOf("outsider"));
  await using _other = other;
  mqtt.send(subscribeOf(1, ["zigbee2mqtt/#", "homeassistant/#", "#", "campus/v1/outsider/command"]));
  other.send(subscribeOf(1, ["zigbee2mqtt/#", "zigbee2mqtt/plug/set"]));
  expect([...(await mqtt.expect(9)).body.subarray(2)]).toEqual([1, 0x80, 0x80, 0x80]);
  expect([...(await other.expect(9)).body.subarray(2)]).toEqual([0x80, 0x80]);
  mqtt.send(publishOf("homeassistant/status", "online", 7, 1));
  await t.entry("the loss", ({ device, body }) => device === "zigbee" && body.reason === "topic-forbidden");
});

test("a command is in the firmware's words, and done when the plug shows it; without that nobody knows", async () => {
  await using t = await bed();
  const { mqtt, say } = await bridgeOf(t);
  await using _mqtt = mqtt;
  const { foreign } = t.broker;
  expect(foreign.ready("plug-1", "set-relay", { on: true })).toBe(false);
  await expect(foreign.run("plug-1", "set-relay", { on: true })).rejects.toMatchObject({ code: "device-offline" });
  mqtt.send(subscribeOf(9, ["zigbee2mqtt/#"], 0));
  await mqtt.expect(9);
  expect(foreign.ready("plug-1", "set-relay", { on: true })).toBe(true);
  const outcome = foreign.run("plug-1", "set-relay", { on: true });
  await until("the command", () => heard(mqtt).length === 1);
  expect(heard(mqtt)).toEqual(['zigbee2mqtt/plug/set {"state":"ON"}']);
  await say("plug", { state: "OFF", power: 0 });
  await say("plug", { state: "ON", power: 40 });
  expect(await outcome).toEqual({ ok: true, code: null, detail: null, data: { relay: true } });
  expect(await foreign.run("siren", "set-alarm", { on: true })).toMatchObject({ ok: null, code: "no-result" });
  expect(heard(mqtt)[1]).toBe('zigbee2mqtt/siren/set {"alarm":true}');
});

test("a bridge that goes takes its devices with it, and they are as they were when it is back, also after a restart", async () => {
  await using t = await bed({ wasOnline: new Set(["leak-1"]) });
  const first = await bridgeOf(t);
  await until("what was there is there again", () => t.broker.connected("leak-1"));
  await first.say("plug", { state: "ON" });
  await first.say("机房/漏水 1/availability", { state: "offline" });
  expect(["zigbee", "plug-1", "leak-1"].map((id) => t.broker.connected(id))).toEqual([true, true, false]);
  await first.say("bridge/state", { state: "offline" });
  expect(["zigbee", "plug-1", "leak-1"].map((id) => t.broker.connected(id))).toEqual([false, false, false]);
  first.mqtt.socket.destroy();
  const gone = await t.entry(
    "its devices",
    ({ device, type }) => device === "plug-1" && type === "device.offline",
    60_000,
  );
  expect(gone.body).toEqual({ reason: "bridge-offline" });
  const { mqtt } = await bridgeOf(t);
  await using _mqtt = mqtt;
  await until("all as before", () => t.broker.connected("plug-1"));
  expect(["zigbee", "plug-1", "leak-1"].map((id) => t.broker.connected(id))).toEqual([true, true, false]);
});
