import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { allEntries } from "../harness/entries.ts";
import type { HttpClient } from "../harness/http.ts";
import { mosquittoPub, mosquittoSub } from "../harness/mosquitto.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { sharedGateway } from "./shared-gateway.ts";

const CASES = {
  "bad-json": "{",
  "not-object": "[1]",
  "bad-ts": '{"ts": "yesterday", "points": {"t": 1}}',
  "bad-seq": '{"seq": -1, "points": {"t": 1}}',
  "bad-point": '{"points": {"Not An Id": 1}}',
  "bad-value": '{"points": {"t": "text"}}',
  "forbidden-key": '{"points": {"t": 1}, "more": {"__proto__": {"a": 1}}}',
  "too-many-points": JSON.stringify({
    points: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`p${i}`, i])),
  }),
} as const;

const gateway = sharedGateway({ devices: { alice: {}, mallory: {}, faulty: {}, flooding: {}, spy: {} } });
let admin: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
});

function device(id: string) {
  const found = gateway().devices.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
}

describe("another's name or topic achieves nothing (contract §5)", () => {
  const forged = ["-q", "1", "-t", "campus/v1/alice/telemetry", "-m", '{"points": {"temperature": 99}}'];

  test("mosquitto_pub on another's topic is acknowledged, kept as topic-forbidden under the publisher, and delivered to nobody", async () => {
    await using alice = await connectDevice(gateway(), device("alice"));
    expect(await alice.subscribe("campus/v1/alice/command")).toBe(1);
    expect(await mosquittoPub(gateway(), device("mallory"), forged)).toMatchObject({ code: 0 });
    const command = ["-q", "1", "-t", "campus/v1/alice/command", "-m", '{"id": "c-1", "name": "open"}'];
    expect(await mosquittoPub(gateway(), device("mallory"), command)).toMatchObject({ code: 0 });
    await alice.telemetry({ temperature: 20 });
    const rejected = await allEntries(admin, "device=mallory&type=loss.rejected");
    expect(rejected.map(({ body }) => [body.reason, body.topic])).toEqual([
      ["topic-forbidden", "campus/v1/alice/telemetry"],
      ["topic-forbidden", "campus/v1/alice/command"],
    ]);
    expect(await allEntries(admin, "device=alice&kind=reading")).toHaveLength(1);
    expect(alice.received).toEqual([]);
  });

  test.each([
    ["another's name", { id: "alice", secret: "of mallory" }],
    ["an unknown name", { id: "nobody", secret: "x" }],
    ["no secret", { id: "alice", secret: "" }],
  ])("mosquitto_pub with %s is refused", async (_, credential) => {
    const before = await allEntries(admin, "device=alice&kind=reading");
    const result = await mosquittoPub(gateway(), credential, forged);
    expect(result.code).not.toBe(0);
    expect(result.stderr).toMatch(/not authori[sz]ed|bad user name/i);
    expect(await allEntries(admin, "device=alice&kind=reading")).toHaveLength(before.length);
  });

  test("a client id that is not the user name is refused with CONNACK 4 or 5", async () => {
    await expect(connectDevice(gateway(), device("mallory"), { clientId: "alice" })).rejects.toMatchObject({
      code: expect.toBeOneOf([4, 5]),
    });
  });

  test.each(["campus/v1/alice/telemetry", "campus/v1/alice/command", "campus/v1/+/command", "#", "$SYS/#"])(
    "subscribing %s as another device answers 0x80",
    async (topic) => {
      const result = await mosquittoSub(gateway(), device("spy"), ["-d", "-E", "-q", "1", "-t", topic]);
      expect(`${result.stdout}${result.stderr}`).toMatch(/128|denied/i);
    },
  );

  test("a second connection with the same credential replaces the first", async () => {
    await using first = await connectDevice(gateway(), device("spy"));
    await using second = await connectDevice(gateway(), device("spy"));
    await first.closed;
    await second.telemetry({ temperature: 20 });
    expect(await allEntries(admin, "device=spy&kind=reading")).toHaveLength(1);
  });
});

describe("what cannot be stored is an entry too (contract §4)", () => {
  test.each(Object.entries(CASES))(
    "telemetry that is %s is acknowledged and kept as loss.rejected",
    async (reason, payload) => {
      await using faulty = await connectDevice(gateway(), device("faulty"));
      await faulty.publish("telemetry", payload);
      const entry = (await allEntries(admin, "device=faulty&kind=loss")).at(-1);
      expect(entry).toMatchObject({
        kind: "loss",
        type: "loss.rejected",
        device: "faulty",
        deviceSeq: null,
        eid: null,
      });
      expect(entry?.body).toEqual({
        reason,
        topic: "campus/v1/faulty/telemetry",
        bytes: Buffer.byteLength(payload),
        sha256: createHash("sha256").update(payload).digest("hex"),
        sample: Buffer.from(payload).subarray(0, 1024).toString("base64"),
        count: 1,
      });
    },
  );

  test.each([
    ["bad-type", { type: "nodot", data: {} }],
    ["reserved-type", { type: "alarm.raised", data: {} }],
    ["reserved-type", { type: "device.offline", data: {} }],
    ["bad-value", { type: "door.opened" }],
  ])("an event that is %s is kept as loss.rejected", async (reason, payload) => {
    await using faulty = await connectDevice(gateway(), device("faulty"));
    await faulty.publish("event", payload);
    const entry = (await allEntries(admin, "device=faulty&kind=loss")).at(-1);
    expect(entry?.body.reason).toBe(reason);
  });

  test("a message is stored whole or not at all", async () => {
    await using faulty = await connectDevice(gateway(), device("faulty"));
    await faulty.telemetry({ temperature: 20, humidity: "wet" });
    expect(await allEntries(admin, "device=faulty&kind=reading")).toEqual([]);
  });

  test("the first 60 rejections of a minute are entries of their own", async () => {
    await using flooding = await connectDevice(gateway(), device("flooding"));
    for (let i = 0; i < 70; i++) await flooding.publish("telemetry", "{");
    await flooding.telemetry({ temperature: 20 });
    const rejected = await allEntries(admin, "device=flooding&type=loss.rejected");
    expect(rejected).toHaveLength(60);
    expect(rejected.every(({ body }) => body.count === 1)).toBe(true);
  });

  test("a packet above 256 KiB closes the connection, below it the next device is not disturbed", async () => {
    await using flooding = await connectDevice(gateway(), device("flooding"));
    await using alice = await connectDevice(gateway(), device("alice"));
    flooding.client.publish("campus/v1/flooding/telemetry", Buffer.alloc(300 * 1024, 0x20), { qos: 1 });
    await flooding.closed;
    await alice.telemetry({ temperature: 20 });
    expect(alice.client.connected).toBe(true);
  });
});
