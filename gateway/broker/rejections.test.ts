import { expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { brokerUnderTest, signInOf } from "#test/harness/broker.ts";
import { ManualClock } from "#test/harness/manual-clock.ts";
import { publishOf, type RawMqtt, rawConnect } from "#test/harness/raw-mqtt.ts";
import type { DeviceProfile } from "./port.ts";

const telemetry = "campus/v1/gate-east/telemetry";
const rejected = (entries: readonly Entry[]) => entries.filter(({ type }) => type === "loss.rejected");

async function sendAll(mqtt: RawMqtt, payloads: readonly string[]): Promise<void> {
  const before = mqtt.ids().length;
  mqtt.send(...payloads.map((payload, i) => publishOf(telemetry, payload, before + i + 1)));
  await mqtt.expect(4, before + payloads.length);
}

test("the first 60 of a minute are one entry each, the rest is one entry with their count when the minute is over", async () => {
  const clock = new ManualClock();
  await using t = await brokerUnderTest({ clock });
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  await sendAll(
    mqtt,
    Array.from({ length: 200 }, () => "x"),
  );
  expect(rejected(t.entries())).toHaveLength(60);
  clock.advance(60_000);
  await t.entry("the count", ({ body }) => body.count === 140);
  expect(rejected(t.entries())).toHaveLength(61);
  await sendAll(mqtt, ["x"]);
  expect(rejected(t.entries())).toHaveLength(62);
  expect(t.broker.counters.rejected.get("bad-json")).toBe(201);
});

test("every rejected message is in exactly one count, also when the gateway stops within the minute", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await sendAll(mqtt, [...Array.from({ length: 70 }, () => "x"), ...Array.from({ length: 5 }, () => "[]")]);
  await t.broker[Symbol.asyncDispose]();
  const counts = rejected(t.entries()).map(({ body }) => Number(body.count));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(75);
  expect(rejected(t.entries()).at(-1)).toMatchObject({
    body: { count: 15, reasons: { "bad-json": 10, "not-object": 5 } },
  });
});

test("the minute of one device is not another's", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  const { mqtt: other } = await rawConnect(t.port, signInOf("mr1-th"));
  await sendAll(
    mqtt,
    Array.from({ length: 100 }, () => "x"),
  );
  await sendAll(other, ["x"]);
  expect(rejected(t.entries()).filter(({ device }) => device === "mr1-th")).toHaveLength(1);
  await mqtt[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

test("an entry says what was rejected and why: bytes, hash, the first 1 KiB", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  await sendAll(mqtt, [`"${"x".repeat(5000)}"`]);
  const [entry] = rejected(t.entries());
  expect(entry).toMatchObject({
    kind: "loss",
    device: "gate-east",
    body: { reason: "not-object", topic: telemetry, bytes: 5002, count: 1 },
  });
  expect(entry?.body.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(Buffer.from(String(entry?.body.sample), "base64").toString()).toBe(`"${"x".repeat(1023)}`);
});

test("a profile about people keeps no sample", async () => {
  const reader: DeviceProfile = { id: "reader", personal: true, maxPacketBytes: null, points: new Map() };
  await using t = await brokerUnderTest({
    devices: [{ id: "gate-east", profile: "reader" }],
    profiles: new Map([["reader", reader]]),
  });
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  await sendAll(mqtt, ["Zhang San 13812345678"]);
  const [entry] = rejected(t.entries());
  expect(Object.keys(entry?.body ?? {})).toEqual(["reason", "topic", "bytes", "sha256", "count"]);
});
