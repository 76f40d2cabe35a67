import { beforeAll, describe, expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { allEntries } from "../harness/entries.ts";
import type { HttpClient } from "../harness/http.ts";
import { mosquittoPub } from "../harness/mosquitto.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const gateway = sharedGateway({
  devices: {
    "mr1-th": {},
    "gate-east": {},
    lamp: { points: { level: { unit: "%" }, label: { type: "text" } } },
    early: {},
    late: {},
    again: {},
    restarted: {},
    silent: {},
  },
});
let admin: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
});

const ENTRY_KEYS = [
  "epoch", "seq", "kind", "type", "device", "measuredAt", "receivedAt", "clock", "late", "deviceSeq", "eid", "cause", "body",
]; // biome-ignore format: a list of words

function device(id: string) {
  const found = gateway().devices.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
}

/** What the device itself sent: its entries without the gateway's own about it. */
async function sentBy(id: string): Promise<Entry[]> {
  return (await allEntries(admin, `device=${id}`)).filter(({ type }) => type !== "device.online");
}

/** Publishes with Debian's mosquitto_pub at QoS 1, which ends with 0 once it is acknowledged. */
async function publish(id: string, topic: string, payload: string): Promise<void> {
  const result = await mosquittoPub(gateway(), device(id), [
    "-q",
    "1",
    "-t",
    `campus/v1/${id}/${topic}`,
    "-m",
    payload,
  ]);
  expect(result).toMatchObject({ code: 0, stderr: "" });
}

describe("an acknowledged message is an entry (contract §4, §5)", () => {
  test("telemetry of mosquitto_pub -q 1 is one entry with all its points, exactly in the contract's form", async () => {
    await publish(
      "mr1-th",
      "telemetry",
      '{"ts": 1763779200000, "seq": 41, "boot": "a1", "points": {"temperature": 23.4, "door": true, "co2": {"v": 612, "u": "[ppm]"}, "humidity": null}}',
    );
    const [entry, ...rest] = await allEntries(admin, "device=mr1-th&kind=reading");
    expect(rest).toEqual([]);
    expect(Object.keys(entry ?? {})).toEqual(ENTRY_KEYS);
    expect(entry).toEqual({
      epoch: gateway().run.epoch,
      seq: entry?.seq,
      kind: "reading",
      type: null,
      device: "mr1-th",
      measuredAt: "2025-11-22T02:40:00.000Z",
      receivedAt: entry?.receivedAt,
      clock: "device",
      late: true,
      deviceSeq: 41,
      eid: null,
      cause: null,
      body: {
        points: {
          temperature: { value: 23.4, unit: "Cel", quality: "good" },
          door: { value: true, unit: "1", quality: "good" },
          co2: { value: 612, unit: "[ppm]", quality: "good" },
          humidity: { value: null, unit: "%", quality: "bad", reason: "device" },
        },
      },
    });
    expect(entry?.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test("an event, a state, a result and reported settings of mosquitto_pub are entries of their kinds", async () => {
    const event =
      '{"eid": "e-991", "ts": "2026-11-22T13:00:00+08:00", "type": "door.forced", "data": {"door": "east"}}';
    await publish("gate-east", "event", event);
    await publish("gate-east", "state", '{"state": {"firmware": "1.4.2", "rssi": -61}}');
    const result = '{"id": "c-01", "ok": true, "code": null, "detail": null, "data": {}}';
    await publish("gate-east", "result", result);
    await publish("gate-east", "reported", '{"version": 7, "hash": "sha256:ab", "config": {"mode": "night"}}');
    const entries = await sentBy("gate-east");
    expect(entries[0]).toMatchObject({
      kind: "event",
      type: "door.forced",
      device: "gate-east",
      measuredAt: "2026-11-22T05:00:00.000Z",
      eid: "e-991",
      deviceSeq: null,
      body: { data: { door: "east" } },
    });
    expect(entries[1]).toMatchObject({ kind: "state", clock: "gateway", late: false });
    expect(entries[1]?.body).toEqual({ state: { firmware: "1.4.2", rssi: -61 } });
    expect(entries.map((entry) => Object.keys(entry))).toEqual(entries.map(() => ENTRY_KEYS));
    expect(entries).toHaveLength(4);
  });

  test("all three qualities of service are stored, in the order of sending", async () => {
    await using lamp = await connectDevice(gateway(), device("lamp"));
    for (const qos of [1, 2, 1, 2] as const) await lamp.publish("telemetry", { points: { level: qos } }, qos);
    await lamp.publish("telemetry", { points: { level: 0 } }, 0);
    const stored = await until("five readings", async () => {
      const entries = await allEntries(admin, "device=lamp&kind=reading");
      return entries.length >= 5 ? entries : null;
    });
    const levels = stored.map(({ body }) => body.points);
    expect(levels).toEqual([1, 2, 1, 2, 0].map((value) => ({ level: { value, unit: "%", quality: "good" } })));
  });

  test("text is stored only where the device declares the point as text", async () => {
    await using lamp = await connectDevice(gateway(), device("lamp"));
    await lamp.telemetry({ label: "corridor" });
    await lamp.telemetry({ level: "bright" });
    const last = (await sentBy("lamp")).slice(-2);
    expect(last[0]?.body.points).toEqual({ label: { value: "corridor", unit: "1", quality: "good" } });
    expect(last[1]).toMatchObject({ type: "loss.rejected", body: { reason: "bad-value" } });
  });

  test("a time that cannot be is kept as deviceTs, and the gateway's own time counts", async () => {
    await using early = await connectDevice(gateway(), device("early"));
    const ahead = Date.now() + 10 * 60_000;
    await early.telemetry({ temperature: 1 }, { ts: ahead });
    await early.telemetry({ temperature: 2 }, { ts: "2019-12-31T23:59:59Z" });
    await early.telemetry({ temperature: 3 }, { ts: Date.now() + 4 * 60_000 });
    await early.telemetry({ temperature: 4 });
    const [first, second, third, fourth] = await allEntries(admin, "device=early&kind=reading");
    expect(first?.body.deviceTs).toBe(ahead);
    expect(second?.body.deviceTs).toBe("2019-12-31T23:59:59Z");
    for (const entry of [first, second, fourth]) {
      expect(entry?.measuredAt).toBe(entry?.receivedAt);
      expect(entry).toMatchObject({ clock: "gateway", late: false });
    }
    expect(third).toMatchObject({ clock: "device", late: false });
    expect(Object.keys(third?.body ?? {})).toEqual(["points"]);
  });

  test("only what was measured more than 15 minutes ago is late", async () => {
    await using late = await connectDevice(gateway(), device("late"));
    await late.telemetry({ temperature: 1 }, { ts: Date.now() - 14 * 60_000 });
    await late.telemetry({ temperature: 2 }, { ts: Date.now() - 16 * 60_000 });
    const entries = await allEntries(admin, "device=late&kind=reading");
    expect(entries.map((entry) => entry.late)).toEqual([false, true]);
  });
});

describe("repeats (contract §4), also across a restart", () => {
  test("the same eid, or the same boot and seq with the same bytes, is acknowledged and not stored again", async () => {
    const event = { eid: "e-1", type: "door.opened", data: {} };
    const reading = { seq: 7, boot: "b", points: { temperature: 20 } };
    for (let start = 0; start < 2; start++) {
      await using again = await connectDevice(gateway(), device("again"));
      for (let i = 0; i < 2; i++) {
        await again.publish("event", { ...event, data: { try: i } });
        await again.publish("telemetry", reading);
      }
      await gateway().restart(start === 0 ? "SIGKILL" : "SIGTERM");
      admin = await gateway().admin();
    }
    const kinds = (await allEntries(admin, "device=again")).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "event" || kind === "reading")).toEqual(["event", "reading"]);
  });

  test("the same seq with other bytes is a new message of a counter that restarted", async () => {
    await using restarted = await connectDevice(gateway(), device("restarted"));
    await restarted.telemetry({ temperature: 20 }, { seq: 7, boot: "b" });
    await restarted.telemetry({ temperature: 21 }, { seq: 7, boot: "b" });
    const entries = await sentBy("restarted");
    expect(entries.filter(({ kind }) => kind === "reading")).toHaveLength(2);
    expect(entries.filter(({ type }) => type === "device.counter-reset")).toHaveLength(1);
  });
});

test("a device without connection for ten seconds gets device.offline with a reason", async () => {
  {
    await using silent = await connectDevice(gateway(), device("silent"));
    await silent.telemetry({ temperature: 20 });
  }
  const offline = await until(
    "device.offline",
    async () => (await allEntries(admin, "device=silent&type=device.offline"))[0],
    20_000,
  );
  expect(offline).toMatchObject({ kind: "state", device: "silent" });
  expect(typeof offline.body.reason).toBe("string");
}, 30_000);
