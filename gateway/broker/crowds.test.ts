import { expect, test } from "vitest";
import { brokerUnderTest, closedGate, signInOf } from "#test/harness/broker.ts";
import { ManualClock } from "#test/harness/manual-clock.ts";
import { connectOf, publishOf, rawConnect, rawSocket, subscribeOf } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";

const gate = signInOf("gate-east");

test("500 devices that come back at once are all inside within seconds", async () => {
  const ids = Array.from({ length: 500 }, (_, i) => `d-${i}`);
  await using t = await brokerUnderTest({ devices: ids.map((id) => ({ id })) });
  const all = await Promise.all(ids.map((id) => rawConnect(t.port, signInOf(id))));
  expect(all.map(({ code }) => code)).toEqual(ids.map(() => 0));
  expect(t.broker.status().signedIn).toBe(500);
  for (const { mqtt } of all) mqtt.socket.destroy();
  await until("everybody to be gone", () => t.broker.status().sockets === 0);
});

test("a thousand silent sockets of one address do not keep devices of another address out, nor for long those of their own", async () => {
  const clock = new ManualClock();
  await using t = await brokerUnderTest({ clock });
  const silent = await Promise.all(Array.from({ length: 1000 }, () => rawSocket(t.port)));
  const elsewhere = await rawSocket(t.port, "127.0.0.2");
  elsewhere.send(connectOf(signInOf("mr1-th")));
  await elsewhere.expect(2);
  const late = await rawSocket(t.port);
  late.send(connectOf(gate));
  // One by one the silent ones that are heard make way for those that wait.
  await until("the late one to be heard", () => {
    clock.advance(1000);
    return late.of(2).length === 1;
  });
  expect(silent.filter(({ ended }) => ended).length).toBeGreaterThan(900);
  for (const mqtt of [...silent, elsewhere, late]) mqtt.socket.destroy();
});

test("a silent socket is closed after 10 s even when nobody waits", { timeout: 30_000 }, async () => {
  await using t = await brokerUnderTest();
  const started = performance.now();
  const mqtt = await rawSocket(t.port);
  mqtt.send(connectOf(gate).subarray(0, 5));
  await mqtt.closed(15_000);
  expect(performance.now() - started).toBeGreaterThan(9_000);
});

test("sockets above the cap of one address are refused, those of another are not", async () => {
  await using t = await brokerUnderTest();
  const many = await Promise.all(Array.from({ length: 1030 }, () => rawSocket(t.port)));
  await until("six to be refused", () => t.broker.counters.refusedSockets === 6);
  const other = await rawSocket(t.port, "127.0.0.3");
  other.send(connectOf(gate));
  await other.expect(2);
  for (const mqtt of [...many, other]) mqtt.socket.destroy();
});

test("a subscriber that freezes holds up nothing: ingestion goes on, and it is disconnected", {
  timeout: 40_000,
}, async () => {
  await using t = await brokerUnderTest();
  const { mqtt: frozen } = await rawConnect(t.port, gate);
  frozen.send(subscribeOf(1, ["campus/v1/gate-east/command"]));
  await frozen.expect(9);
  frozen.socket.pause();
  const { mqtt } = await rawConnect(t.port, signInOf("mr1-th"));
  await using _ = mqtt;
  const command = "x".repeat(200_000);
  const commands = Array.from({ length: 200 }, () =>
    t.broker.publishTo("gate-east", "command", command, { retain: false }).catch(() => undefined),
  );
  for (let i = 1; i <= 100; i++) {
    mqtt.send(publishOf("campus/v1/mr1-th/telemetry", `{"seq":${i},"points":{"t":1}}`, i));
    await mqtt.expect(4, i, 2000);
  }
  await until("the frozen one to be cut off", () => !t.broker.connected("gate-east"), 15_000);
  await Promise.all(commands);
  frozen.socket.destroy();
});

test("a device that floods does not starve another", { timeout: 40_000 }, async () => {
  await using t = await brokerUnderTest();
  const { mqtt: hog } = await rawConnect(t.port, gate);
  let id = 0;
  const flood = () => {
    if (hog.socket.destroyed) return;
    const burst = Array.from({ length: 500 }, () =>
      publishOf("campus/v1/gate-east/telemetry", '{"points":{"t":1}}', (id++ % 65_535) + 1),
    );
    if (hog.socket.write(Buffer.concat(burst))) setImmediate(flood);
    else hog.socket.once("drain", flood);
  };
  flood();
  await until("the flood", () => t.broker.counters.messages > 5000);
  const { mqtt } = await rawConnect(t.port, signInOf("mr1-th"));
  await using _ = mqtt;
  for (let i = 1; i <= 20; i++) {
    mqtt.send(publishOf("campus/v1/mr1-th/telemetry", `{"seq":${i},"points":{"t":1}}`, i));
    await mqtt.expect(4, i, 5000);
  }
  hog.socket.destroy();
});

test("while the store stalls nothing is lost, nobody is disconnected, and a client's unread messages stay in its socket", async () => {
  const door = closedGate();
  await using t = await brokerUnderTest({ through: door.through });
  const { mqtt } = await rawConnect(t.port, gate);
  await using _ = mqtt;
  const total = 20_000;
  mqtt.send(
    ...Array.from({ length: total }, (_, i) =>
      publishOf("campus/v1/gate-east/telemetry", `{"seq":${i},"points":{"t":1}}`, i + 1),
    ),
  );
  await until("the first chunk", () => t.broker.status().waiting > 0);
  await until("a standstill", () => {
    const { waiting } = t.broker.status();
    return new Promise<boolean>((resolve) => setTimeout(() => resolve(waiting === t.broker.status().waiting), 100));
  });
  // One chunk of the socket is taken in, no more: the rest waits with the device.
  expect(t.broker.status().waiting).toBeLessThan(3000);
  door.open();
  await mqtt.expect(4, total, 40_000);
  expect(mqtt.ids()).toEqual(Array.from({ length: total }, (_, i) => i + 1));
  expect(mqtt.ended).toBe(false);
});
