// Alarms over the public contract (§6): real devices over MQTT, real people over HTTP, a gateway that is killed in between.
import { beforeAll, expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import type { TestDevice } from "../harness/campus-file.ts";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";
import { openSse } from "../harness/sse.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const TEXT = { "zh-CN": "温度高", en: "Hot" };
const hot = (id: string, device: string, more = {}) => ({
  id, device, point: "temperature", above: 28, deadband: 1, severity: "high", text: { ...TEXT }, ...more,
}); // biome-ignore format: one rule
const DEVICES = ["th-1", "th-2", "th-3", "th-4", "th-5", "th-6", "th-7", "gate-1"];
const RULES = [
  hot("hot-high", "th-1"),
  hot("hot-twice", "th-2"),
  hot("hot-shelf", "th-3"),
  hot("hot-latch", "th-4", { latched: true, severity: "critical" }),
  hot("hot-late", "th-5"),
  { id: "silent", device: "th-6", point: "temperature", noData: "1s" },
  { id: "blind", device: "th-6", point: "temperature", badFor: "1s", severity: "low" },
  { id: "wet", device: "th-7", point: "leak", equals: true },
];
const gateway = sharedGateway({
  devices: Object.fromEntries(DEVICES.map((id) => [id, {}])),
  config: { alarms: RULES },
});
let admin: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
});

const idOf = (rule: string, device: string, point = "temperature") => `${rule}.${device}.${point}`;
const device = (id: string, of = gateway()): TestDevice => {
  const found = of.devices.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
};
const connect = (id: string): Promise<MqttDevice> => connectDevice(gateway(), device(id));

async function alarms(state = "open", of = admin): Promise<Alarm[]> {
  const answer = await of.get(`alarms?state=${state}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<{ alarms: Alarm[] }>().alarms;
}

async function alarmOf(id: string, of = admin): Promise<Alarm | null> {
  const answer = await of.get(`alarms/${id}`);
  return answer.status === 404 ? null : answer.json<Alarm>();
}

function raised(id: string, occurrence = 1, of = admin): Promise<Alarm> {
  return until(`${id} to be raised`, async () => {
    const alarm = await alarmOf(id, of);
    return alarm?.active && alarm.occurrence === occurrence ? alarm : null;
  });
}

/** Entries of one alarm, in order. */
async function told(id: string, of = admin): Promise<Entry[]> {
  return (await allEntries(of)).filter(({ kind, body }) => kind === "alarm" && body.id === id);
}

const types = (entries: readonly Entry[]) => entries.map(({ type }) => type);

test("an alarm is raised, listed, acknowledged and cleared, each told once, with all fields of the contract", async () => {
  const id = idOf("hot-high", "th-1");
  await using th = await connect("th-1");
  await th.telemetry({ temperature: 28 });
  await th.telemetry({ temperature: 28.3 });
  const alarm = await raised(id);
  const [reading] = (await allEntries(admin)).filter(({ seq }) => seq === alarm.cause);
  expect(reading).toMatchObject({
    kind: "reading",
    device: "th-1",
    body: { points: { temperature: { value: 28.3 } } },
  });
  expect(alarm).toEqual({
    id, rule: "hot-high", device: "th-1", point: "temperature", occurrence: 1, severity: "high", active: true,
    acknowledged: false, latched: false, suppressed: false, outOfService: false, shelved: null,
    raisedAt: reading?.receivedAt, clearedAt: null, value: 28.3, limit: 28, unit: "Cel", cause: reading?.seq, text: TEXT,
    acknowledgements: [],
  }); // biome-ignore format: the alarm of the contract
  expect((await alarms()).filter((one) => one.id === id)).toEqual([alarm]);
  const wish = { occurrence: 1, comment: "去看了" };
  const acknowledged = await admin.post(`alarms/${id}/ack`, wish);
  expect(acknowledged.status, acknowledged.text).toBe(200);
  expect(acknowledged.json()).toMatchObject({
    acknowledged: true,
    acknowledgements: [{ by: "admin", comment: "去看了", at: expect.stringMatching(/Z$/) }],
  });
  const again = await admin.post(`alarms/${id}/ack`, wish);
  expect([again.status, again.json()]).toEqual([200, acknowledged.json()]);
  await th.telemetry({ temperature: 27 });
  await th.telemetry({ temperature: null });
  await th.telemetry({ humidity: 40 });
  await th.telemetry({ temperature: 26.9 });
  const cleared = await until("the end", async () => {
    const now = await alarmOf(id);
    return now?.active === false ? now : null;
  });
  expect(await alarms()).not.toContainEqual(expect.objectContaining({ id }));
  const entries = await told(id);
  expect(types(entries)).toEqual(["alarm.raised", "alarm.acknowledged", "alarm.cleared"]);
  expect(entries[0]).toMatchObject({ device: "th-1", cause: alarm.cause, body: alarm });
  expect(entries[1]?.body).toEqual(acknowledged.json());
  expect(entries[2]?.body).toEqual(cleared);
});

test("the raise is on the stream, after the entry that led to it", async () => {
  await using stream = await openSse(admin, "stream?kind=alarm&device=th-2");
  await using th = await connect("th-2");
  await th.telemetry({ temperature: 40 });
  const message = await stream.nextEvent("entry");
  const entry = JSON.parse(message.data ?? "") as Entry;
  expect(entry).toMatchObject({ kind: "alarm", type: "alarm.raised", device: "th-2", body: { value: 40 } });
  expect(entry.cause).toBeLessThan(entry.seq);
});

test("what was decided on another occurrence is refused: 409 alarm-changed", async () => {
  const id = idOf("hot-twice", "th-2");
  await using th = await connect("th-2");
  await th.telemetry({ temperature: 40 });
  await raised(id);
  await th.telemetry({ temperature: 20 });
  await th.telemetry({ temperature: 40 });
  const { acknowledged } = await raised(id, 2);
  expect(acknowledged).toBe(false);
  for (const [act, body] of [
    ["ack", {}],
    ["shelve", { for: "1h" }],
    ["unshelve", {}],
    ["reset", {}],
  ] as const) {
    const answer = await admin.post(`alarms/${id}/${act}`, { occurrence: 1, ...body });
    expect([answer.status, answer.json().code]).toEqual([409, "alarm-changed"]);
  }
  expect(types(await told(id))).toEqual(["alarm.raised", "alarm.cleared", "alarm.raised"]);
});

test("a shelved alarm is out of sight, comes back by itself or by hand, and its entries go on", async () => {
  const id = idOf("hot-shelf", "th-3");
  await using th = await connect("th-3");
  await th.telemetry({ temperature: 40 });
  await raised(id);
  const shelf = await admin.post(`alarms/${id}/shelve`, { occurrence: 1, for: "8h", comment: "维修" });
  expect(shelf.json()).toMatchObject({ shelved: { by: "admin", comment: "维修" } });
  expect((await alarms("open")).map((one) => one.id)).not.toContain(id);
  expect((await alarms("shelved")).map((one) => one.id)).toEqual([id]);
  await th.telemetry({ temperature: 20 });
  await th.telemetry({ temperature: 40 });
  await raised(id, 2);
  expect((await alarms("open")).map((one) => one.id)).not.toContain(id);
  const back = await admin.ask("POST", `alarms/${id}/unshelve`);
  expect(back.json()).toMatchObject({ shelved: null });
  await admin.post(`alarms/${id}/shelve`, { occurrence: 2, for: "1s" });
  await until("it to come back", async () => (await alarms("open")).some((one) => one.id === id));
  const entries = await told(id);
  expect(entries[1]?.body).toEqual(shelf.json());
  expect(types(entries)).toEqual([
    "alarm.raised", "alarm.shelved", "alarm.cleared", "alarm.raised", "alarm.unshelved", "alarm.shelved", "alarm.unshelved",
  ]); // biome-ignore format: a story
});

test("a latched alarm stays open until it is reset, which nobody can while it is active", async () => {
  const id = idOf("hot-latch", "th-4");
  await using th = await connect("th-4");
  await th.telemetry({ temperature: 40 });
  await raised(id);
  expect((await alarms())[0]).toMatchObject({ id, severity: "critical", latched: true });
  expect((await admin.post(`alarms/${id}/reset`, { occurrence: 1 })).status).toBe(409);
  await admin.post(`alarms/${id}/ack`, { occurrence: 1 });
  await th.telemetry({ temperature: 20 });
  await until("the end", async () => (await alarmOf(id))?.active === false);
  expect((await alarms()).map((one) => one.id)).toContain(id);
  const reset = await admin.ask("POST", `alarms/${id}/reset`);
  expect([reset.status, reset.json().latched]).toEqual([200, false]);
  expect((await alarms()).map((one) => one.id)).not.toContain(id);
  expect(types(await told(id)).at(-1)).toBe("alarm.reset");
});

test("what was measured long ago raises nothing", async () => {
  await using th = await connect("th-5");
  await th.telemetry({ temperature: 50 }, { ts: Date.now() - 16 * 60_000 });
  await th.telemetry({ temperature: 30 });
  const alarm = await raised(idOf("hot-late", "th-5"));
  expect(alarm).toMatchObject({ occurrence: 1, value: 30 });
});

test("silence and bad values are alarms of their own", async () => {
  const [silent, blind] = [idOf("silent", "th-6"), idOf("blind", "th-6")];
  expect(await raised(silent)).toMatchObject({ value: null, limit: null, cause: null });
  await using th = await connect("th-6");
  await th.telemetry({ temperature: null });
  await until("an answer", async () => (await alarmOf(silent))?.active === false);
  expect(await raised(blind)).toMatchObject({ severity: "low", value: null });
  await th.telemetry({ temperature: 20 });
  await until("a value", async () => (await alarmOf(blind))?.active === false);
});

test("nobody shelves what may be danger, or anything for longer than a shift", async () => {
  const id = idOf("wet", "th-7", "leak");
  await using th = await connect("th-7");
  await th.telemetry({ leak: true });
  await raised(id);
  const danger = await admin.post(`alarms/${id}/shelve`, { occurrence: 1, for: "1h" });
  expect([danger.status, danger.json().code]).toEqual([400, "bad-request"]);
  const long = await admin.post(`alarms/${idOf("hot-high", "th-1")}/shelve`, { occurrence: 1, for: "9h" });
  expect([long.status, long.json<{ errors: { path: string }[] }>().errors[0]?.path]).toEqual([400, "/for"]);
});

test("an alarm that was never raised does not exist, and a wrong wish is a bad request", async () => {
  for (const id of ["nothing", "hot-high.gate-1.temperature"]) {
    expect((await admin.get(`alarms/${id}`)).json().code).toBe("not-found");
    expect((await admin.post(`alarms/${id}/ack`, { occurrence: 1 })).json().code).toBe("not-found");
  }
  expect((await admin.get("alarms?state=bad")).status).toBe(400);
  expect((await admin.post(`alarms/${idOf("hot-high", "th-1")}/ack`, {})).status).toBe(400);
});

test("an alarm lives through kill -9: its delay goes on, what was acknowledged stays, nothing is told twice", async () => {
  await using own = await startGateway({
    devices: { a: {}, b: {} },
    config: { alarms: [hot("soon", "a"), hot("slow", "b", { onDelay: "3s" })] },
  });
  const people = await own.admin();
  await using a = await connectDevice(own, device("a", own));
  await using b = await connectDevice(own, device("b", own));
  await a.telemetry({ temperature: 30 });
  await raised(idOf("soon", "a"), 1, people);
  await b.telemetry({ temperature: 30 });
  expect((await people.post(`alarms/${idOf("soon", "a")}/ack`, { occurrence: 1 })).status).toBe(200);
  await own.restart("SIGKILL");
  const after = await own.admin();
  await raised(idOf("slow", "b"), 1, after);
  await own.restart("SIGKILL");
  const last = await own.admin();
  expect(await alarmOf(idOf("soon", "a"), last)).toMatchObject({ active: true, acknowledged: true, occurrence: 1 });
  expect(types(await told(idOf("soon", "a"), last))).toEqual(["alarm.raised", "alarm.acknowledged"]);
  const [raise, ...more] = await told(idOf("slow", "b"), last);
  expect(more).toEqual([]);
  const [reading] = (await allEntries(last)).filter(({ seq }) => seq === raise?.cause);
  const heldMs = Date.parse(String(raise?.body.raisedAt)) - Date.parse(reading?.receivedAt ?? "");
  // Both times are whole milliseconds of a clock that was carried over two restarts.
  expect(heldMs).toBeGreaterThanOrEqual(3000 - 5);
});

test("another configuration ends alarms of what is gone, and says why", async () => {
  const devices = { keep: {}, gone: {} };
  const rules = [hot("r-keep", "keep"), hot("r-gone", "keep"), hot("r-other", "keep"), hot("r-device", "gone")];
  await using own = await startGateway({ devices, config: { alarms: rules } });
  const people = await own.admin();
  await using keep = await connectDevice(own, device("keep", own));
  await using gone = await connectDevice(own, device("gone", own));
  await keep.telemetry({ temperature: 30 });
  await gone.telemetry({ temperature: 30 });
  await until("four alarms", async () => (await alarms("active", people)).length === 4);
  own.configure({ devices: { keep: {} }, config: { alarms: [rules[0], hot("r-other", "keep", { above: 35 })] } });
  own.signal("SIGHUP");
  await until("three ends", async () => (await alarms("active", people)).length === 1);
  const ends = (await allEntries(people)).filter(({ type }) => type === "alarm.cleared");
  expect(Object.fromEntries(ends.map(({ body }) => [body.rule, body.reason]))).toEqual({
    "r-gone": "rule-removed",
    "r-other": "rule-changed",
    "r-device": "device-removed",
  });
});
