import { beforeEach, expect, test } from "vitest";
import { brokerUnderTest, campusOf, instead, signInOf } from "#test/harness/broker.ts";
import { deviceConfig } from "#test/harness/campus-config.ts";
import { ManualClock } from "#test/harness/manual-clock.ts";
import { publishOf, rawConnect } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";

const gate = signInOf("gate-east");
let clock: ManualClock;
beforeEach(() => {
  clock = new ManualClock();
});

/** The online and offline entries of gate-east that are on disk, after everything handed in is. */
async function told(t: Awaited<ReturnType<typeof brokerUnderTest>>): Promise<string[]> {
  await new Promise<void>((resolve) => t.journal.whenCommitted({ settle: () => resolve() }));
  return t
    .entries()
    .filter(({ device, kind }) => device === "gate-east" && kind === "state")
    .map(({ type, body }) => [type, body.reason].filter(Boolean).join(" "));
}

const leaves = (t: Awaited<ReturnType<typeof brokerUnderTest>>) =>
  until("the session to end", () => !t.broker.connected("gate-east"));

test("a device is online at once, and offline 10 s after its connection is lost", async () => {
  await using t = await brokerUnderTest({ clock });
  const { mqtt } = await rawConnect(t.port, gate);
  expect(await told(t)).toEqual(["device.online"]);
  mqtt.socket.destroy();
  await leaves(t);
  clock.advance(9_999);
  expect(await told(t)).toEqual(["device.online"]);
  clock.advance(1);
  expect(await told(t)).toEqual(["device.online", "device.offline lost"]);
  await (await rawConnect(t.port, gate)).mqtt[Symbol.asyncDispose]();
  expect(await told(t)).toEqual(["device.online", "device.offline lost", "device.online"]);
});

test("a device that says goodbye is offline after 10 s too, with that reason", async () => {
  await using t = await brokerUnderTest({ clock });
  const { mqtt } = await rawConnect(t.port, gate);
  mqtt.send(Buffer.from([0xe0, 0]));
  await leaves(t);
  clock.advance(10_000);
  expect(await told(t)).toEqual(["device.online", "device.offline disconnected"]);
});

test("a quick reconnect and a takeover make no entry", async () => {
  await using t = await brokerUnderTest({ clock });
  const { mqtt } = await rawConnect(t.port, gate);
  mqtt.socket.destroy();
  await leaves(t);
  clock.advance(9_000);
  const { mqtt: second } = await rawConnect(t.port, gate);
  clock.advance(60_000);
  const { mqtt: third } = await rawConnect(t.port, gate);
  await second.closed();
  clock.advance(60_000);
  expect(await told(t)).toEqual(["device.online"]);
  await third[Symbol.asyncDispose]();
});

test("after a restart: who was online and does not come back within 10 s is offline, who does is not mentioned", async () => {
  await using t = await brokerUnderTest({ clock, wasOnline: new Set(["gate-east", "mr1-th"]) });
  const { mqtt } = await rawConnect(t.port, signInOf("mr1-th"));
  await using _ = mqtt;
  clock.advance(9_999);
  expect(await told(t)).toEqual([]);
  clock.advance(1);
  expect(await told(t)).toEqual(["device.offline gateway-restarted"]);
  expect(t.entries().some(({ device }) => device === "mr1-th")).toBe(false);
});

test("a device that was removed or disabled while the gateway was down is offline for that reason", async () => {
  await using t = await brokerUnderTest({
    clock,
    devices: [{ id: "gate-east", enabled: false }],
    wasOnline: new Set(["gate-east", "old"]),
  });
  expect(await told(t)).toEqual(["device.offline disabled"]);
  expect(t.entries().find(({ device }) => device === "old")).toMatchObject({
    type: "device.offline",
    body: { reason: "removed" },
  });
});

test("an entry that the store did not take is told again", async () => {
  await using t = await brokerUnderTest({
    clock,
    through: (journal) => {
      let refuse = true;
      return instead(journal, {
        add: (record, receipt) => {
          if (!refuse) return journal.add(record, receipt);
          refuse = false;
          receipt.settle(new Error("full"));
        },
      });
    },
  });
  const { mqtt } = await rawConnect(t.port, gate);
  await using _ = mqtt;
  expect(await told(t)).toEqual([]);
  clock.advance(10_000);
  expect(await told(t)).toEqual(["device.online"]);
});

test("removing, disabling and re-keying a device cuts its connection; the others notice nothing", async () => {
  await using t = await brokerUnderTest({ clock, devices: ["gate-east", "b", "c", "d", "e"].map((id) => ({ id })) });
  const connect = async (id: string) => (await rawConnect(t.port, signInOf(id))).mqtt;
  const [east, b, c, d, e] = await Promise.all(["gate-east", "b", "c", "d", "e"].map(connect));
  const sha = "0".repeat(64);
  await t.broker.apply(
    campusOf([
      deviceConfig({ id: "b", enabled: false }),
      deviceConfig({ id: "c", credentialSha256: sha }),
      deviceConfig({ id: "d", mqtt: { username: "dd", clientId: "d", topics: [] } }),
      deviceConfig({ id: "e", points: new Map([["t", { unit: "K", name: null, type: null, deadband: 0 }]]) }),
      deviceConfig({ id: "f" }),
    ]),
  );
  await Promise.all([east, b, c, d].map((mqtt) => mqtt?.closed()));
  expect(await told(t)).toEqual(["device.online", "device.offline removed"]);
  expect(t.entries().find(({ device, type }) => device === "b" && type === "device.offline")).toMatchObject({
    body: { reason: "disabled" },
  });
  clock.advance(10_000);
  await t.entry("c to be offline", ({ device, body }) => device === "c" && body.reason === "credential-changed");
  expect(t.broker.connected("e")).toBe(true);
  for (const id of ["gate-east", "b", "c", "d"]) expect((await rawConnect(t.port, signInOf(id))).code).not.toBe(0);
  expect((await rawConnect(t.port, signInOf("f"))).code).toBe(0);
  e?.socket.destroy();
});

test("a changed unit of a connected device counts for its next message", async () => {
  await using t = await brokerUnderTest({ clock });
  const { mqtt } = await rawConnect(t.port, gate);
  await using _ = mqtt;
  const send = async (id: number) => {
    mqtt.send(publishOf("campus/v1/gate-east/telemetry", '{"points":{"power":1}}', id));
    await mqtt.expect(4, id);
  };
  await send(1);
  await t.broker.apply(
    campusOf([
      deviceConfig({
        id: "gate-east",
        points: new Map([["power", { unit: "kW", name: null, type: null, deadband: 0 }]]),
      }),
    ]),
  );
  await send(2);
  const units = t
    .entries()
    .flatMap(({ kind, body }) => (kind === "reading" ? [JSON.stringify(body).match(/"unit":"(\w+)"/)?.[1]] : []));
  expect(units).toEqual(["W", "kW"]);
});
