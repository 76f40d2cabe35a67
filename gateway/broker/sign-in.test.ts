import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { brokerUnderTest, signInOf } from "#test/harness/broker.ts";
import { secretOf } from "#test/harness/campus-config.ts";
import { connectOf, publishOf, rawConnect, rawSocket, subscribeOf } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";

const run = promisify(execFile);
const gate = signInOf("gate-east");

test("the right user name, client id and secret sign in, and nothing else does", async () => {
  await using t = await brokerUnderTest({
    devices: [
      { id: "gate-east" },
      { id: "mr1-th" },
      { id: "off-1", enabled: false },
      { id: "meter", driver: "modbus" },
    ],
  });
  const codeOf = async (options: Parameters<typeof rawConnect>[1]) => {
    const { mqtt, code } = await rawConnect(t.port, options);
    if (code !== 0) await mqtt.closed();
    await mqtt[Symbol.asyncDispose]();
    return code;
  };
  expect(await codeOf(gate)).toBe(0);
  const refused = [
    { ...gate, password: "wrong" },
    { ...gate, password: "" },
    { ...gate, password: null },
    { ...gate, username: "nobody" },
    { ...gate, username: "constructor", clientId: "constructor" },
    { ...gate, username: "gate-east/#", clientId: "gate-east/#" },
    { ...gate, username: "+", clientId: "+" },
    { ...gate, username: null, password: null },
    { ...gate, clientId: "mr1-th" },
    { ...gate, clientId: "" },
    { ...gate, password: secretOf("mr1-th") },
    signInOf("off-1"),
    signInOf("meter"),
  ];
  for (const options of refused) expect([4, 5]).toContain(await codeOf(options));
  expect(t.broker.counters.signInFailures).toBe(refused.length);
});

test("nothing that a refused client sends along with its CONNECT is stored", async () => {
  await using t = await brokerUnderTest();
  const mqtt = await rawSocket(t.port);
  mqtt.send(
    connectOf({ ...gate, password: "wrong" }),
    publishOf("campus/v1/gate-east/telemetry", '{"points":{"t":1}}', 1),
  );
  await mqtt.closed();
  await t.broker[Symbol.asyncDispose]();
  expect(t.entries().filter(({ kind }) => kind !== "system")).toEqual([]);
});

test("what an admitted client sends along with its CONNECT is stored and acknowledged", async () => {
  await using t = await brokerUnderTest();
  await using mqtt = await rawSocket(t.port);
  mqtt.send(connectOf(gate), publishOf("campus/v1/gate-east/telemetry", '{"points":{"t":1}}', 7));
  await mqtt.expect(4);
  expect(mqtt.packets.map(({ type }) => type)).toEqual([2, 4]);
  expect(t.entries().map(({ kind, type }) => type ?? kind)).toEqual(["system.began", "device.online", "reading"]);
});

test("foreign firmware signs in with the user name and client id that the configuration gives it", async () => {
  await using t = await brokerUnderTest({
    devices: [{ id: "gate-east", mqtt: { username: "admin", clientId: "ESP_1A2B3C4D5E6F7A8B9C0D", topics: [] } }],
  });
  const { mqtt, code } = await rawConnect(t.port, {
    username: "admin",
    clientId: "ESP_1A2B3C4D5E6F7A8B9C0D",
    password: secretOf("gate-east"),
  });
  await using _ = mqtt;
  expect(code).toBe(0);
  expect(t.broker.connected("gate-east")).toBe(true);
  expect((await rawConnect(t.port, gate)).code).not.toBe(0);
});

test("mosquitto_pub without or with a wrong credential is refused", async () => {
  await using t = await brokerUnderTest();
  const args = [
    "-h",
    "127.0.0.1",
    "-p",
    String(t.port),
    "-q",
    "1",
    "-t",
    "campus/v1/gate-east/telemetry",
    "-m",
    '{"points":{"t":1}}',
  ];
  await expect(run("mosquitto_pub", args)).rejects.toThrow(/not authorised/i);
  await expect(run("mosquitto_pub", [...args, "-i", "gate-east", "-u", "gate-east", "-P", "x"])).rejects.toThrow(
    /bad user name|not authorised/i,
  );
});

test("MQTT 5 is answered with 'unacceptable protocol version', MQTT 3.1 is taken", async () => {
  await using t = await brokerUnderTest();
  const five = await rawSocket(t.port);
  const connect = connectOf({ ...gate, level: 5 });
  // MQTT 5 has a length of properties after the keepalive.
  const withProperties = Buffer.concat([connect.subarray(0, 12), Buffer.from([0]), connect.subarray(12)]);
  withProperties[1] = (withProperties[1] ?? 0) + 1;
  five.send(withProperties);
  expect((await five.expect(2)).body[1]).toBe(1);
  await five.closed();
  const args = [
    "-V",
    "mqttv31",
    "-h",
    "127.0.0.1",
    "-p",
    String(t.port),
    "-i",
    "gate-east",
    "-u",
    "gate-east",
    "-P",
    secretOf("gate-east"),
  ];
  await run("mosquitto_pub", [...args, "-q", "1", "-t", "campus/v1/gate-east/telemetry", "-m", '{"points":{"t":1}}']);
  expect(t.entries().some(({ kind }) => kind === "reading")).toBe(true);
});

test("sessions are always clean: what was subscribed before is forgotten", async () => {
  await using t = await brokerUnderTest();
  const first = await rawConnect(t.port, { ...gate, clean: false });
  first.mqtt.send(subscribeOf(1, ["campus/v1/gate-east/command"]));
  await first.mqtt.expect(9);
  await first.mqtt[Symbol.asyncDispose]();
  await until("the session to end", () => !t.broker.connected("gate-east"));
  const second = await rawConnect(t.port, { ...gate, clean: false });
  await using mqtt = second.mqtt;
  expect(mqtt.of(2)[0]?.body[0]).toBe(0);
  await expect(t.broker.publishTo("gate-east", "command", "{}", { retain: false })).rejects.toThrow("not connected");
});

test("a second connection with the same credential replaces the first, and both addresses are in the log", async () => {
  await using t = await brokerUnderTest();
  const first = await rawConnect(t.port, gate);
  const second = await rawConnect(t.port, gate);
  await using mqtt = second.mqtt;
  await first.mqtt.closed();
  expect(second.code).toBe(0);
  mqtt.send(publishOf("campus/v1/gate-east/telemetry", '{"points":{"t":1}}', 1));
  await mqtt.expect(4);
  expect(t.broker.connected("gate-east")).toBe(true);
  expect(t.broker.counters.takeovers).toBe(1);
  expect(
    t.logLines.some(
      (line) => line.includes("replaces the first") && line.includes('"remote"') && line.includes('"replaced"'),
    ),
  ).toBe(true);
});

test("two clients that throw each other out: after five takeovers in a minute newcomers are refused, the one inside stays", async () => {
  await using t = await brokerUnderTest();
  const codes: number[] = [];
  for (let i = 0; i < 8; i++) codes.push((await rawConnect(t.port, gate)).code);
  expect(codes).toEqual([0, 0, 0, 0, 0, 0, 3, 3]);
  expect(t.broker.connected("gate-east")).toBe(true);
});

test("sign-in failures of one address are one line a minute in the log, all of them counted, without the secret", async () => {
  await using t = await brokerUnderTest();
  for (let i = 0; i < 5; i++) await rawConnect(t.port, { ...gate, password: "hunter2" });
  expect(t.logLines.filter((line) => line.includes("sign-in refused"))).toHaveLength(1);
  expect(t.broker.counters.signInFailures).toBe(5);
  expect(t.logLines.join("")).not.toContain("hunter2");
});
