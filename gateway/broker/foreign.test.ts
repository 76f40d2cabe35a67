// Foreign firmware at the broker, with Debian's mosquitto_pub and with raw packets: its own topics in its own words, and nothing else.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { DeviceConfig } from "#gateway/config/campus.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { type BrokerUnderTest, brokerUnderTest, signInOf } from "#test/harness/broker.ts";
import { secretOf } from "#test/harness/campus-config.ts";
import { publishOf, rawConnect, subscribeOf } from "#test/harness/raw-mqtt.ts";
import { loadDialect } from "../../device-drivers/mqtt/load.ts";

const run = promisify(execFile);
const { profiles } = await loadProfiles({ root: fileURLToPath(new URL("../../device-drivers", import.meta.url)) });
const KNOWN = new Map(
  [...profiles].filter(([, { driver }]) => driver === "mqtt").map(([id, profile]) => [
    id, { ...profile, maxPacketBytes: null, dialect: loadDialect(profile.data) },
  ]),
); // biome-ignore format: one profile

const foreign = (id: string, profile: string, topics: readonly string[]): Partial<DeviceConfig> => ({
  id, profile, mqtt: { username: `user-${id}`, clientId: `client-${id}`, topics },
}); // biome-ignore format: one device
const PLUG = foreign("plug-3", "tasmota-plug", ["tele/plug-3/+", "stat/plug-3/+"]);
const ROOM = foreign("mr1-th", "tasmota-climate", ["tele/tasmota_C59B5E/+"]);
const BELL = foreign("bell", "zigbee-button", ["zigbee2mqtt/desk-bell", "zigbee2mqtt/desk-bell/availability"]);

function underTest(): Promise<BrokerUnderTest> {
  return brokerUnderTest({ devices: [PLUG, ROOM, BELL], profiles: KNOWN });
}

async function publish(
  t: BrokerUnderTest,
  device: string,
  topic: string,
  payload: string,
  more: readonly string[] = [],
) {
  const signIn = ["-i", `client-${device}`, "-u", `user-${device}`, "-P", secretOf(device)];
  await run("mosquitto_pub", [
    "-h",
    "127.0.0.1",
    "-p",
    String(t.port),
    ...signIn,
    "-q",
    "1",
    "-t",
    topic,
    "-m",
    payload,
    ...more,
  ]);
}

test("Tasmota's sensor, state and last will: points with unit and quality, and nothing of what says nothing", async () => {
  await using t = await underTest();
  const will = ["--will-topic", "tele/tasmota_C59B5E/LWT", "--will-payload", "Offline", "--will-retain"];
  await publish(t, "mr1-th", "tele/tasmota_C59B5E/LWT", "Online", ["-r", ...will]);
  await publish(
    t,
    "mr1-th",
    "tele/tasmota_C59B5E/SENSOR",
    '{"Time":"2026-11-22T13:00:52","AM2301":{"Temperature":23.4,"Humidity":null},"TempUnit":"C"}',
  );
  await publish(t, "plug-3", "stat/plug-3/POWER", "ON");
  const sensor = await t.entry("the sensor", ({ device, kind }) => device === "mr1-th" && kind === "reading");
  // Its clock has no zone, so the moment is that of its arrival.
  expect(sensor).toMatchObject({ clock: "gateway", late: false, deviceSeq: null });
  expect(sensor.body).toEqual({
    points: {
      temperature: { value: 23.4, unit: "Cel", quality: "good" },
      humidity: { value: null, unit: "%", quality: "bad", reason: "device" },
    },
  });
  const plug = await t.entry("the plug", ({ device, kind }) => device === "plug-3" && kind === "reading");
  expect(plug.body.points).toEqual({ relay: { value: true, unit: "1", quality: "good" } });
  expect(t.entries().filter(({ kind }) => kind === "loss")).toEqual([]);
});

test("a pressed Zigbee button is an event, its availability its presence, and its time its own", async () => {
  await using t = await underTest();
  const seen = new Date(Date.now() - 3_600_000).toISOString();
  await publish(t, "bell", "zigbee2mqtt/desk-bell", '{"action":"single","battery":87}');
  await publish(
    t,
    "bell",
    "zigbee2mqtt/desk-bell",
    `{"action":null,"battery":87,"linkquality":120,"last_seen":"${seen}"}`,
  );
  await publish(t, "bell", "zigbee2mqtt/desk-bell/availability", '{"state":"offline"}');
  expect(await t.entry("the event", ({ kind }) => kind === "event")).toMatchObject({
    type: "button.pressed",
    device: "bell",
    body: { data: { action: "single" } },
  });
  // What was kept for an hour and sent again is an hour old.
  expect(await t.entry("the reading", ({ kind }) => kind === "reading")).toMatchObject({
    measuredAt: seen,
    clock: "device",
    late: true,
  });
  const gone = await t.entry("its absence", ({ type }) => type === "device.offline");
  expect(gone).toMatchObject({ kind: "state", device: "bell" });
});

test.each([
  ["another device's topic", "tele/plug-3/SENSOR", '{"ENERGY":{"Power":1}}', "topic-forbidden"],
  ["a topic of its own that its firmware does not have", "tele/tasmota_C59B5E/OTHER", "{}", "topic-forbidden"],
  ["a command to somebody", "campus/v1/plug-3/command", "{}", "topic-forbidden"],
  ["no JSON", "tele/tasmota_C59B5E/SENSOR", "{", "bad-json"],
  [
    "a temperature in Fahrenheit",
    "tele/tasmota_C59B5E/SENSOR",
    '{"AM2301":{"Temperature":74},"TempUnit":"F"}',
    "bad-value",
  ],
  ["a text for a number", "tele/tasmota_C59B5E/SENSOR", '{"AM2301":{"Temperature":"warm"}}', "bad-value"],
  ["nothing that is known", "tele/tasmota_C59B5E/SENSOR", '{"Switch1":"ON"}', "bad-point"],
  [
    "a key that is refused",
    "tele/tasmota_C59B5E/SENSOR",
    '{"AM2301":{"Temperature":20},"x":{"__proto__":1}}',
    "forbidden-key",
  ],
])(
  "%s is acknowledged, kept as a loss under the publisher with its sample, and nothing of it is a value",
  async (_what, topic, payload, reason) => {
    await using t = await underTest();
    await publish(t, "mr1-th", topic, payload);
    const loss = await t.entry("the loss", ({ type }) => type === "loss.rejected");
    expect(loss).toMatchObject({
      device: "mr1-th",
      body: { reason, topic, sample: Buffer.from(payload).toString("base64"), count: 1 },
    });
    expect(t.entries().filter(({ kind }) => kind === "reading")).toEqual([]);
  },
);

test("firmware that subscribes within its own topics is let, and hears nobody; elsewhere it is refused", async () => {
  await using t = await underTest();
  const signIn = (id: string) => ({ ...signInOf(id), clientId: `client-${id}`, username: `user-${id}` });
  const first = await rawConnect(t.port, signIn("plug-3"));
  await using plug = first.mqtt;
  const asked = [
    "tele/plug-3/+",
    "tele/plug-3/SENSOR",
    "tele/plug-3/#",
    "tele/+/SENSOR",
    "#",
    "tele/tasmota_C59B5E/SENSOR",
  ];
  plug.send(subscribeOf(1, asked));
  expect([...(await plug.expect(9)).body.subarray(2)]).toEqual([1, 1, 128, 128, 128, 128]);
  plug.send(publishOf("tele/plug-3/SENSOR", '{"ENERGY":{"Power":5}}', 7));
  expect((await plug.expect(4)).body.readUInt16BE(0)).toBe(7);
  // A ping that comes after it is answered; the message itself never came.
  plug.send(Buffer.from([0xc0, 0]));
  await plug.expect(13);
  expect(plug.of(3)).toEqual([]);
});
