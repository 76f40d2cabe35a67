import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { brokerUnderTest, signInOf } from "#test/harness/broker.ts";
import {
  connectOf,
  packetOf,
  publishOf,
  pubrelOf,
  rawConnect,
  rawSocket,
  subscribeOf,
  text,
} from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";
import type { DeviceProfile } from "./port.ts";

const gate = signInOf("gate-east");
const telemetry = "campus/v1/gate-east/telemetry";

/** A packet of this first byte that announces so many bytes; none of them is sent. */
const announcing = (header: number, bytes: number) => packetOf(header, Buffer.alloc(bytes)).subarray(0, 5);

test("before sign-in 4096 bytes are taken and one more closes the connection at its header", async () => {
  await using t = await brokerUnderTest();
  const wanted = (bytes: number) => {
    const will = { topic: telemetry, payload: "" };
    const rest = connectOf({ ...gate, will }).length - 2;
    return connectOf({ ...gate, will: { ...will, payload: "x".repeat(bytes - rest) } });
  };
  await using fits = await rawSocket(t.port);
  fits.send(wanted(4096));
  expect((await fits.expect(2)).body[1]).toBe(0);
  const tooLarge = await rawSocket(t.port);
  tooLarge.send(announcing(0x10, 4097));
  await tooLarge.closed();
  expect(tooLarge.packets).toEqual([]);
  expect(t.broker.counters.oversized).toBe(1);
});

test("256 MB announced by somebody who has not signed in costs nothing but his connection", async () => {
  await using t = await brokerUnderTest();
  const mqtt = await rawSocket(t.port);
  mqtt.send(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
  await mqtt.closed();
  expect(t.broker.counters.oversized).toBe(1);
});

test("after sign-in 256 KiB are taken, one byte more closes that connection only", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, gate);
  const { mqtt: other } = await rawConnect(t.port, signInOf("mr1-th"));
  await using _ = other;
  const overhead = text(telemetry).length + 2;
  mqtt.send(publishOf(telemetry, "x".repeat(256 * 1024 - overhead), 1));
  await mqtt.expect(4);
  mqtt.send(publishOf(telemetry, "x".repeat(256 * 1024 - overhead + 1), 2));
  await mqtt.closed();
  expect(mqtt.ids()).toEqual([1]);
  other.send(publishOf("campus/v1/mr1-th/telemetry", '{"points":{"t":1}}', 1));
  await other.expect(4);
  expect(t.broker.counters.oversized).toBe(1);
  expect(t.logLines.some((line) => line.includes("packet too large") && line.includes("gate-east"))).toBe(true);
});

test("a profile may allow packets of up to 1 MiB", async () => {
  const camera: DeviceProfile = { id: "camera", personal: false, maxPacketBytes: 1e9, points: new Map() };
  await using t = await brokerUnderTest({
    devices: [{ id: "gate-east", profile: "camera" }],
    profiles: new Map([["camera", camera]]),
  });
  const { mqtt } = await rawConnect(t.port, gate);
  mqtt.send(publishOf(telemetry, "x".repeat(1_000_000), 1));
  await mqtt.expect(4);
  mqtt.send(announcing(0x32, 1024 * 1024 + 1));
  await mqtt.closed();
});

test("what breaks MQTT's rules closes that connection, and only that", async () => {
  await using t = await brokerUnderTest();
  const { mqtt: witness } = await rawConnect(t.port, signInOf("mr1-th"));
  await using _ = witness;
  const bad: Record<string, Buffer> = {
    "QoS 3": Buffer.from([0x36, 4, 0, 1, 0x78, 0]),
    "a topic with +": publishOf("campus/v1/+/telemetry", "x", 1),
    "a topic with #": publishOf("campus/#", "x", 1),
    "no topic": publishOf("", "x", 1),
    "101 topic levels": publishOf("a/".repeat(100), "x", 1),
    "1000 topic levels in a subscription": subscribeOf(1, ["a/".repeat(1000)]),
    "a PUBLISH that ends before its packet id": Buffer.from([0x32, 3, 0, 1, 0x78]),
    "packet id 0": publishOf(telemetry, '{"points":{"t":1}}', 0),
    "packet id 0 at QoS 2": publishOf(telemetry, '{"points":{"t":1}}', 0, 2),
    "a second CONNECT": connectOf(gate),
    "a packet type that only brokers send": Buffer.from([0x20, 2, 0, 0]),
    "a reserved packet type": Buffer.from([0xf0, 0]),
    "a length of five bytes": Buffer.from([0x32, 0xff, 0xff, 0xff, 0xff, 0x01]),
    "SUBSCRIBE without a topic": packetOf(0x82, Buffer.from([0, 1])),
    "a topic longer than the packet": Buffer.from([0x30, 3, 0, 200, 0x78]),
  };
  for (const [what, bytes] of Object.entries(bad)) {
    const { mqtt, code } = await rawConnect(t.port, gate);
    expect(code, what).toBe(0);
    mqtt.send(bytes);
    await mqtt.closed();
    await until("the session to end", () => !t.broker.connected("gate-east"));
    expect(mqtt.ids(), what).toEqual([]);
  }
  const stranger = await rawSocket(t.port);
  stranger.send(publishOf(telemetry, "x", 1));
  await stranger.closed();
  witness.send(publishOf("campus/v1/mr1-th/telemetry", '{"points":{"t":1}}', 1));
  await witness.expect(4);
  expect(t.entries().filter(({ kind }) => kind === "reading" || kind === "loss")).toHaveLength(1);
});

test("a topic that is not UTF-8 achieves nothing", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, gate);
  const topic = Buffer.from([0x63, 0xff, 0xfe]);
  mqtt.send(packetOf(0x32, Buffer.concat([text(topic), Buffer.from([0, 1]), Buffer.from("x")])));
  await until("an answer or the end", () => mqtt.ended || mqtt.ids().length === 1);
  expect(t.entries().some(({ kind }) => kind === "reading")).toBe(false);
  await mqtt[Symbol.asyncDispose]();
});

test("five seconds of mutated packets, in and out of sessions: the process lives and serves the others", async () => {
  await using t = await brokerUnderTest({
    devices: Array.from({ length: 8 }, (_, i) => ({ id: `d-${i}` })).concat({ id: "mr1-th" }),
  });
  const { mqtt: witness } = await rawConnect(t.port, signInOf("mr1-th"));
  await using _ = witness;
  let seed = 20261122;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const own = (i: number) => `campus/v1/d-${i}/telemetry`;
  const seeds = (i: number) => [
    publishOf(own(i), '{"seq":1,"boot":"a","points":{"t":1,"x":{"v":1,"u":"V"}}}', 1),
    publishOf(own(i), '{"ts":1763779200000,"points":{"t":null}}', 2, 2),
    publishOf(`campus/v1/d-${i}/event`, '{"eid":"e","type":"a.b","data":{"card":"1","x":[{}]}}', 3, 0),
    subscribeOf(4, [`campus/v1/d-${i}/command`]),
    packetOf(0xa2, Buffer.concat([Buffer.from([0, 5]), text(`campus/v1/d-${i}/command`)])),
    pubrelOf(2),
    Buffer.from([0xc0, 0]),
    connectOf({ ...signInOf(`d-${i}`), will: { topic: own(i), payload: "{}" } }),
  ];
  const mutate = (packet: Buffer): Buffer => {
    const bytes = Buffer.from(packet);
    for (let n = random(4); n >= 0; n--) bytes[random(bytes.length)] = random(256);
    const cut = random(10);
    if (cut === 0) return bytes.subarray(0, random(bytes.length));
    return cut === 1 ? Buffer.concat([bytes, randomBytes(random(20))]) : bytes;
  };
  const end = performance.now() + 5000;
  let mutations = 0;
  const attack = async (i: number) => {
    while (performance.now() < end) {
      const mqtt = await rawSocket(t.port);
      if (random(4) > 0) mqtt.send(connectOf({ ...signInOf(`d-${i}`), keepaliveS: 5 }));
      for (let n = 0; n < 40; n++, mutations++) mqtt.send(mutate(seeds(i)[random(8)] ?? Buffer.alloc(1)));
      await Promise.race([mqtt.closed(), new Promise((resolve) => setImmediate(resolve))]);
      await mqtt[Symbol.asyncDispose]();
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, i) => attack(i)));
  expect(mutations).toBeGreaterThan(1000);
  witness.send(publishOf("campus/v1/mr1-th/telemetry", '{"points":{"t":1}}', 1));
  await witness.expect(4);
  await until("all sockets of the attack to be gone", () => t.broker.status().sockets === 1);
}, 60_000);
