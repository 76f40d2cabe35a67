import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { type BrokerUnderTest, brokerUnderTest, signInOf } from "#test/harness/broker.ts";
import { secretOf } from "#test/harness/campus-config.ts";
import { publishOf, rawConnect, subscribeOf } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";

const run = promisify(execFile);
const reading = '{"points":{"t":1}}';

function mosquitto(
  t: BrokerUnderTest,
  program: "mosquitto_pub" | "mosquitto_sub",
  device: string,
  args: readonly string[],
) {
  const signIn = ["-h", "127.0.0.1", "-p", String(t.port), "-i", device, "-u", device, "-P", secretOf(device)];
  return run(program, [...signIn, ...args]);
}

test("mosquitto_pub at QoS 0, 1 and 2 is stored as the contract says", async () => {
  await using t = await brokerUnderTest();
  for (const qos of ["0", "1", "2"]) {
    await mosquitto(t, "mosquitto_pub", "mr1-th", [
      "-q",
      qos,
      "-t",
      "campus/v1/mr1-th/telemetry",
      "-m",
      `{"seq":${qos},"points":{"temperature":23.4}}`,
    ]);
  }
  const entry = await t.entry("the reading at QoS 0", ({ deviceSeq }) => deviceSeq === 0);
  expect(entry).toMatchObject({
    kind: "reading", type: null, device: "mr1-th", clock: "gateway", late: false, eid: null, cause: null,
    body: { points: { temperature: { value: 23.4, unit: "Cel", quality: "good" } } },
  }); // biome-ignore format: one entry
  await t.entry("the reading at QoS 1", ({ deviceSeq }) => deviceSeq === 1);
  await t.entry("the reading at QoS 2", ({ deviceSeq }) => deviceSeq === 2);
});

test("anywhere else is acknowledged, kept as loss.rejected under the publisher, and reaches nobody", async () => {
  await using t = await brokerUnderTest();
  const victim = await rawConnect(t.port, signInOf("gate-east"));
  await using gate = victim.mqtt;
  gate.send(subscribeOf(1, ["campus/v1/gate-east/command", "campus/v1/gate-east/desired"]));
  await gate.expect(9);
  const topics = [
    "campus/v1/gate-east/command",
    "campus/v1/gate-east/desired",
    "campus/v1/gate-east/telemetry",
    "campus/v1/mr1-th/command",
    "campus/v1/mr1-th/telemetry/x",
    "campus/v1/mr1-th/",
    "campus/v2/mr1-th/telemetry",
    "$SYS/broker/uptime",
    "x",
    `campus/${"y".repeat(500)}`,
  ];
  const attacker = await rawConnect(t.port, signInOf("mr1-th"));
  await using mqtt = attacker.mqtt;
  for (const [i, topic] of topics.entries()) mqtt.send(publishOf(topic, "open", i + 1, (i % 2) + 1, 1));
  await until("all acknowledgements", () => mqtt.ids(4).length + mqtt.ids(5).length === topics.length);
  await mosquitto(t, "mosquitto_pub", "mr1-th", [
    "-q",
    "1",
    "-r",
    "-t",
    "campus/v1/gate-east/command",
    "-m",
    "open",
  ]).catch(() => undefined);
  const losses = t.entries().filter(({ type }) => type === "loss.rejected");
  expect(losses.length).toBeGreaterThanOrEqual(topics.length);
  for (const [i, topic] of topics.entries()) {
    expect(losses[i]).toMatchObject({
      kind: "loss",
      device: "mr1-th",
      body: { reason: "topic-forbidden", topic: topic.slice(0, 256), bytes: 4, count: 1, sample: "b3Blbg==" },
    });
  }
  expect(t.entries().some(({ device, kind }) => device === "gate-east" && kind !== "state")).toBe(false);
  // Nothing that is retained either: a new subscription gets nothing.
  gate.send(subscribeOf(2, ["campus/v1/gate-east/command", "campus/v1/gate-east/desired"]), Buffer.from([0xc0, 0]));
  await gate.expect(13);
  expect(gate.of(3)).toEqual([]);
});

test("only the own command and desired topics can be subscribed; every wildcard is refused", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  const own = ["campus/v1/gate-east/command", "campus/v1/gate-east/desired"];
  const other = [
    "#",
    "+/#",
    "campus/v1/gate-east/#",
    "campus/v1/+/command",
    "campus/v1/gate-east/+",
    "campus/v1/mr1-th/command",
    "campus/v1/gate-east/telemetry",
    "$SYS/#",
    "$SYS/broker/clients",
  ];
  mqtt.send(subscribeOf(9, [...own, ...other]));
  const { body } = await mqtt.expect(9);
  expect([...body.subarray(2)]).toEqual([...own.map(() => 1), ...other.map(() => 0x80)]);
});

test("mosquitto_sub on a wildcard is denied", async () => {
  await using t = await brokerUnderTest();
  const denied = mosquitto(t, "mosquitto_sub", "gate-east", ["-t", "campus/#", "-W", "5", "-E"]);
  const { stderr } = await denied.then(
    (result) => result,
    (error: { stderr: string }) => error,
  );
  expect(stderr).toMatch(/denied|rejected/i);
});

test("a subscriber hears nothing of what happens in the broker: no $SYS, no will, no other device", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using gate = mqtt;
  gate.send(subscribeOf(1, ["campus/v1/gate-east/command", "campus/v1/gate-east/desired", "#"]));
  await gate.expect(9);
  const other = await rawConnect(t.port, {
    ...signInOf("mr1-th"),
    will: { topic: "campus/v1/gate-east/command", payload: "open" },
  });
  other.mqtt.socket.destroy();
  await t.entry("the will as a loss", ({ type, device }) => type === "loss.rejected" && device === "mr1-th");
  gate.send(Buffer.from([0xc0, 0]));
  await gate.expect(13);
  expect(gate.of(3)).toEqual([]);
});

test("the gateway's own messages reach the device they are for, and desired is retained for one that comes later", async () => {
  await using t = await brokerUnderTest();
  await t.broker.publishTo("mr1-th", "desired", '{"version":8}', { retain: true });
  const lines = mosquitto(t, "mosquitto_sub", "mr1-th", [
    "-q",
    "1",
    "-t",
    "campus/v1/mr1-th/desired",
    "-t",
    "campus/v1/mr1-th/command",
    "-C",
    "2",
    "-W",
    "20",
    "-F",
    "%t %p %r",
  ]);
  await until("the command to go out", () =>
    t.broker.publishTo("mr1-th", "command", '{"id":"c-1"}', { retain: false }).then(
      () => true,
      () => false,
    ),
  );
  expect((await lines).stdout.trim().split("\n").sort()).toEqual([
    'campus/v1/mr1-th/command {"id":"c-1"} 0',
    'campus/v1/mr1-th/desired {"version":8} 1',
  ]);
});

test("a command for a device that is not there is refused instead of vanishing", async () => {
  await using t = await brokerUnderTest();
  await expect(t.broker.publishTo("mr1-th", "command", "{}", { retain: false })).rejects.toMatchObject({
    code: "device-offline",
  });
  await expect(t.broker.publishTo("nobody", "command", "{}", { retain: false })).rejects.toMatchObject({
    code: "unknown-device",
  });
});

test("retain from a device is ignored: a flood of 20 000 topics leaves nothing behind", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  mqtt.send(
    ...Array.from({ length: 20_000 }, (_, i) =>
      publishOf(`campus/v1/gate-east/x${i}`, reading, (i % 60_000) + 1, 1, 1),
    ),
  );
  await mqtt.expect(4, 20_000, 40_000);
  const losses = t.entries().filter(({ type }) => type === "loss.rejected");
  expect(losses).toHaveLength(60);
  expect(t.broker.counters.rejected.get("topic-forbidden")).toBe(20_000);
});

test("the last will of a lost device is stored as its message, checked like any other", async () => {
  await using t = await brokerUnderTest();
  const will = (payload: string) => [
    "-t",
    "campus/v1/gate-east/command",
    "-W",
    "20",
    "--will-topic",
    "campus/v1/gate-east/event",
    "--will-payload",
    payload,
    "--will-qos",
    "1",
  ];
  const lost = async (payload: string) => {
    const sub = mosquitto(t, "mosquitto_sub", "gate-east", will(payload));
    await until("the subscriber", () => t.broker.connected("gate-east"));
    await until("its subscription", () =>
      t.broker.publishTo("gate-east", "command", "x", { retain: false }).then(
        () => true,
        () => false,
      ),
    );
    sub.child.kill("SIGKILL");
    await sub.catch(() => undefined);
  };
  await lost('{"type":"power.lost","data":{"name":"Zhang San","battery":3}}');
  expect(await t.entry("the will", ({ type }) => type === "power.lost")).toMatchObject({
    kind: "event",
    device: "gate-east",
    body: { data: { battery: 3, removed: ["name"] } },
  });
  await until("the connection to be gone", () => !t.broker.connected("gate-east"));
  await lost('{"type":"alarm.raised","data":{}}');
  expect(await t.entry("the refused will", ({ type }) => type === "loss.rejected")).toMatchObject({
    device: "gate-east",
    body: { reason: "reserved-type" },
  });
});

test("a device that says goodbye leaves no will", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, {
    ...signInOf("gate-east"),
    will: { topic: "campus/v1/gate-east/event", payload: '{"type":"power.lost","data":{}}' },
  });
  mqtt.send(Buffer.from([0xe0, 0]));
  await mqtt.closed();
  await t.broker[Symbol.asyncDispose]();
  expect(t.entries().some(({ type }) => type === "power.lost")).toBe(false);
});
