import { expect, test } from "vitest";
import type { Journal } from "#gateway/journal/journal.ts";
import {
  type BrokerUnderTest,
  brokerUnderTest,
  closedGate,
  type Gate,
  instead,
  signInOf,
} from "#test/harness/broker.ts";
import { publishOf, pubrelOf, type RawMqtt, rawConnect } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";

const gate = signInOf("gate-east");
const telemetry = "campus/v1/gate-east/telemetry";
const reading = (seq: number) => `{"seq":${seq},"boot":"a","points":{"temperature":${seq}}}`;
const PING = Buffer.from([0xc0, 0]);

async function behindGate(work: (t: BrokerUnderTest, mqtt: RawMqtt, door: Gate) => Promise<void>): Promise<void> {
  const door = closedGate();
  await using t = await brokerUnderTest({ through: door.through });
  const { mqtt, code } = await rawConnect(t.port, gate);
  await using _ = mqtt;
  expect(code).toBe(0);
  await work(t, mqtt, door);
}

const readings = (t: BrokerUnderTest) => t.entries().filter(({ kind }) => kind === "reading");

test("nothing is acknowledged before it is on disk, at QoS 1 and 2, however long that takes", async () => {
  await behindGate(async (t, mqtt, door) => {
    mqtt.send(
      publishOf(telemetry, reading(1), 1, 1),
      publishOf(telemetry, reading(2), 2, 2),
      publishOf("elsewhere", "x", 3, 1),
    );
    await until(
      "both readings and the loss on disk",
      () => readings(t).length === 2 && t.entries().some(({ kind }) => kind === "loss"),
    );
    expect(mqtt.packets.map(({ type }) => type)).toEqual([2]);
    expect(t.broker.status().waiting).toBe(3);
    door.open();
    await mqtt.expect(4, 2);
    await mqtt.expect(5);
    expect(t.broker.status().waiting).toBe(0);
  });
});

test("10 000 messages are acknowledged in the order of publishing, each exactly once", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, gate);
  await using _ = mqtt;
  const ids = Array.from({ length: 10_000 }, (_, i) => i + 1);
  // Good ones, repeats, rejected ones and forbidden topics in turn: they take different ways to the same queue.
  for (const id of ids) {
    const kind = id % 4;
    mqtt.send(
      publishOf(kind === 3 ? "elsewhere" : telemetry, kind === 2 ? "no json" : reading(kind === 1 ? 0 : id), id),
    );
  }
  await mqtt.expect(4, ids.length, 40_000);
  expect(mqtt.ids()).toEqual(ids);
});

test("acknowledgements of one commit leave in one write, each four bytes", async () => {
  await behindGate(async (t, mqtt, door) => {
    mqtt.send(...[1, 2, 3].map((id) => publishOf(telemetry, reading(id), id)));
    await until("three readings", () => readings(t).length === 3);
    const chunks: Buffer[] = [];
    mqtt.socket.on("data", (chunk) => chunks.push(chunk));
    door.open();
    await mqtt.expect(4, 3);
    expect(chunks.map((chunk) => chunk.toString("hex"))).toEqual(["400200014002000240020003"]);
  });
});

test("when the store fails nothing is acknowledged and the connection is closed", async () => {
  await behindGate(async (t, mqtt, door) => {
    mqtt.send(
      publishOf(telemetry, reading(1), 1),
      publishOf(telemetry, reading(2), 2, 2),
      publishOf(telemetry, reading(3), 3),
    );
    await until("all of them to wait", () => t.broker.status().waiting === 3);
    door.fail(new Error("disk full"));
    await mqtt.closed();
    expect(mqtt.packets.map(({ type }) => type)).toEqual([2]);
  });
});

test("while the journal takes nothing, newcomers get 'server unavailable' and those inside are cut off without acknowledgement", async () => {
  let writable = true;
  const through = (journal: Journal) => instead(journal, { get writable() { return writable; } }); // biome-ignore format: one line
  await using t = await brokerUnderTest({ through });
  const { mqtt } = await rawConnect(t.port, gate);
  await using _ = mqtt;
  writable = false;
  expect((await rawConnect(t.port, signInOf("mr1-th"))).code).toBe(3);
  mqtt.send(publishOf(telemetry, reading(1), 1));
  await mqtt.closed();
  expect(mqtt.ids()).toEqual([]);
  writable = true;
  expect((await rawConnect(t.port, gate)).code).toBe(0);
});

test("a repeat is acknowledged, counted and not stored; not even across connections", async () => {
  await using t = await brokerUnderTest();
  for (let round = 1; round <= 2; round++) {
    const { mqtt } = await rawConnect(t.port, gate);
    mqtt.send(
      publishOf(telemetry, reading(5), 1),
      publishOf("campus/v1/gate-east/event", '{"eid":"e","type":"a.b","data":{}}', 2),
    );
    await mqtt.expect(4, 2);
    await mqtt[Symbol.asyncDispose]();
    await until("the session to end", () => !t.broker.connected("gate-east"));
  }
  expect(readings(t)).toHaveLength(1);
  expect(t.entries().filter(({ kind }) => kind === "event")).toHaveLength(1);
  expect(t.broker.counters.repeats.get("gate-east")).toBe(2);
});

test("a repeat of a message that is not on disk yet is not acknowledged before it", async () => {
  await behindGate(async (t, mqtt, door) => {
    mqtt.send(publishOf(telemetry, reading(1), 1), publishOf(telemetry, reading(1), 2), PING);
    await until("both to be taken", () => t.broker.counters.repeats.get("gate-east") === 1);
    await until("the reading on disk", () => readings(t).length === 1);
    expect(mqtt.ids()).toEqual([]);
    door.open();
    await mqtt.expect(4, 2);
    expect(mqtt.ids()).toEqual([1, 2]);
  });
});

test("a counter that starts again is stored and told", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, gate);
  await using _ = mqtt;
  mqtt.send(
    publishOf(telemetry, reading(1), 1),
    publishOf(telemetry, reading(2), 2),
    publishOf(telemetry, reading(1).replace(":1}", ":9}"), 3),
  );
  await mqtt.expect(4, 3);
  expect(readings(t)).toHaveLength(3);
  expect(t.entries().find(({ type }) => type === "device.counter-reset")).toMatchObject({
    kind: "state",
    device: "gate-east",
    body: { seq: 1 },
  });
});

test("QoS 2: exactly once per packet id, with DUP, before and after PUBREC; released ids may be used again", async () => {
  await behindGate(async (t, mqtt, door) => {
    const message = (more = 0, value = 1) => publishOf(telemetry, `{"points":{"t":${value}}}`, 10, 2, more);
    mqtt.send(message(), message(8), message(8));
    await until("the message on disk", () => readings(t).length === 1);
    expect(mqtt.of(5)).toEqual([]);
    door.open();
    await mqtt.expect(5, 3);
    mqtt.send(message(8));
    await mqtt.expect(5, 4);
    mqtt.send(pubrelOf(10));
    expect((await mqtt.expect(7)).body.readUInt16BE(0)).toBe(10);
    expect(readings(t)).toHaveLength(1);
    mqtt.send(message(0, 2));
    await mqtt.expect(5, 5);
    expect(readings(t)).toHaveLength(2);
    expect(mqtt.ids(5)).toEqual([10, 10, 10, 10, 10]);
  });
});

test("PUBREL for an id that was never sent is answered, and 1001 unreleased QoS 2 messages end the connection", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, gate);
  mqtt.send(pubrelOf(77));
  expect((await mqtt.expect(7)).body.readUInt16BE(0)).toBe(77);
  mqtt.send(...Array.from({ length: 1001 }, (_, i) => publishOf(telemetry, reading(i), i + 1, 2)));
  await mqtt.closed();
});

test("a stop acknowledges what was committed, takes nothing more, and invents no will", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, {
    ...gate,
    will: { topic: "campus/v1/gate-east/event", payload: '{"type":"power.lost","data":{}}' },
  });
  mqtt.send(...Array.from({ length: 500 }, (_, i) => publishOf(telemetry, reading(i), i + 1)));
  await until("the first messages", () => t.broker.counters.messages > 0);
  await t.broker[Symbol.asyncDispose]();
  await mqtt.closed();
  const stored = readings(t).length;
  expect(mqtt.ids()).toEqual(Array.from({ length: mqtt.ids().length }, (_, i) => i + 1));
  expect(mqtt.ids().length).toBeLessThanOrEqual(stored);
  expect(t.entries().some(({ type }) => type === "power.lost" || type === "device.offline")).toBe(false);
});
