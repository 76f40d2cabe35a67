// What people are told about alarms beside the alarms themselves: rules, causes, the past, a rule on trial, and maintenance.
import { beforeAll, expect, test } from "vitest";
import type { AlarmDeskView, AlarmHistory, Maintenance, RulePreview, RuleView } from "#gateway/contract/alarm-desk.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const TEXTS = { "zh-CN": "开窗", en: "Open a window" };
const hot = (device: string, more = {}) => ({
  id: `hot-${device}`, device, point: "temperature", above: 28, deadband: 1, severity: "high", ...more,
}); // biome-ignore format: one rule
const NATIVE = Object.fromEntries(
  ["th-1", "th-2", "th-3", "th-4", "th-5", "th-6"].map((id) => [id, { place: id === "th-6" ? "yard" : "room" }]),
);
const IN_ROOM = Object.keys(NATIVE).filter((id) => id !== "th-6");
const polled = {
  driver: "modbus", profile: "xy-md02", connection: { tcp: "127.0.0.1:9", unit: 1, timeout: "1s" }, credential: undefined,
}; // biome-ignore format: one device
const gateway = sharedGateway({
  devices: { ...NATIVE, "mr1-th": polled },
  config: {
    places: [
      { id: "room", name: "机房", class: "machine-room" },
      { id: "yard", name: "操场", class: "yard" },
    ],
    alarms: [
      hot("th-1", { consequence: { ...TEXTS }, action: { ...TEXTS }, respondWithin: "10min" }),
      hot("th-2"),
      hot("th-3"),
      hot("th-4"),
      { id: "dry", place: "room", point: "humidity", below: 20 },
      { id: "wind", profile: "native", point: "speed", above: 20 },
    ],
  },
});
let admin: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
});

async function ask<T>(path: string, of = admin): Promise<T> {
  const answer = await of.get(path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<T>();
}

const connect = (id: string, of = gateway()) => {
  const device = of.devices.find((one) => one.id === id);
  if (device === undefined) throw new Error(`no device ${id}`);
  return connectDevice(of, device);
};

function alarm(id: string, isActive: boolean, occurrence = 1, of = admin): Promise<Alarm> {
  return until(`${id} at ${occurrence}`, async () => {
    const answer = await of.get(`alarms/${id}`);
    const found = answer.status === 200 ? answer.json<Alarm>() : null;
    return found?.active === isActive && found.occurrence === occurrence ? found : null;
  });
}

test("the rules in force say what follows and what to do: the owner's, those of profiles, and the gateway's own", async () => {
  const { rules } = await ask<{ rules: RuleView[] }>("alarms/rules");
  expect(rules.find(({ id }) => id === "hot-th-1")).toEqual({
    id: "hot-th-1", origin: "campus", profile: null, device: "th-1", place: null, point: "temperature",
    condition: { is: "above", limit: 28 }, placeClasses: [], deadband: 1, onDelay: "0s", offDelay: "0s", severity: "high", latched: false,
    text: {}, consequence: { ...TEXTS }, action: { ...TEXTS }, respondWithin: "10min", alarms: ["hot-th-1.th-1.temperature"],
  }); // biome-ignore format: the whole rule
  expect(rules.find(({ id }) => id === "dry")).toMatchObject({
    place: "room",
    consequence: null,
    respondWithin: null,
    alarms: IN_ROOM.map((id) => `dry.${id}.humidity`),
  });
  expect(rules.find(({ id }) => id === "inlet-hot")).toMatchObject({
    origin: "profile",
    profile: "xy-md02",
    condition: { is: "above", limit: 32 },
    placeClasses: ["machine-room"],
    onDelay: "1min",
    action: { en: expect.stringContaining("air conditioner") },
    alarms: ["inlet-hot.mr1-th.temperature"],
  });
  expect(rules.find(({ id }) => id === "device-offline")).toMatchObject({
    origin: "gateway",
    point: null,
    condition: { is: "offline" },
    onDelay: "5min",
    alarms: expect.arrayContaining(["device-offline.mr1-th", "device-offline.th-1"]),
  });
});

test("what was raised, cleared and acknowledged is in the past, with figures, and a rule on trial finds the same", async () => {
  const id = "hot-th-2.th-2.temperature";
  await using th = await connect("th-2");
  for (const value of [30, 20, 31, 20, 32]) await th.telemetry({ temperature: value });
  await alarm(id, true, 3);
  expect((await admin.post(`alarms/${id}/ack`, { occurrence: 3 })).status).toBe(200);
  const past = await until("three occurrences", async () => {
    const found = await ask<AlarmHistory>("alarms/history?device=th-2&limit=2");
    return found.figures.raised === 3 && found.occurrences[0]?.acknowledgedAt ? found : null;
  });
  const raises = (await allEntries(admin)).filter(({ type, device }) => type === "alarm.raised" && device === "th-2");
  expect(past.occurrences).toMatchObject([
    { alarm: id, occurrence: 3, value: 32, limit: 28, unit: "Cel", clearedAt: null, acknowledgedBy: "admin", seq: raises[2]?.seq },
    { alarm: id, occurrence: 2, value: 31, clearedAt: expect.any(String), acknowledgedAt: null, seq: raises[1]?.seq },
  ]); // biome-ignore format: one occurrence a line
  expect(past.figures.perDay.reduce((sum, { raised }) => sum + raised, 0)).toBe(3);
  expect(past.figures.noisiest).toEqual([{ rule: "hot-th-2", device: "th-2", point: "temperature", raised: 3 }]);
  const next = await ask<AlarmHistory>(`alarms/history?device=th-2&limit=2&before=${past.next}`);
  expect([next.occurrences.map(({ occurrence }) => occurrence), next.next]).toEqual([[1], null]);
  expect((await ask<AlarmHistory>("alarms/history?device=th-2&severity=low")).occurrences).toEqual([]);

  const { id: _id, ...rule } = hot("th-2");
  const trial = await admin.post("alarms/rules/preview", { rule, to: Date.now() + 60_000 });
  expect(trial.status, trial.text).toBe(200);
  const { occurrences, ...counts } = trial.json<RulePreview>();
  expect(counts).toEqual({ raised: 3, complete: true, presentlyRaised: 1 });
  const all = [...past.occurrences, ...next.occurrences];
  expect(occurrences.map(({ value, clearedAt }) => [value, clearedAt !== null])).toEqual(
    all.map(({ value, clearedAt }) => [value, clearedAt !== null]),
  );
  const other = await admin.post("alarms/rules/preview", { rule: { ...rule, above: 31.5 } });
  expect(other.json()).toMatchObject({ raised: 1, presentlyRaised: 1 });
});

test("a rule on trial that cannot be is refused with its fields", async () => {
  const answer = await admin.post("alarms/rules/preview", {
    rule: { device: "nobody", point: "temperature", above: 1 },
  });
  expect([answer.status, answer.json().code]).toEqual([422, "config-invalid"]);
  expect(answer.json<{ errors: { path: string }[] }>().errors[0]?.path).toBe("/device");
});

test("maintenance takes a place out of service: alarms are raised, told and listed as ever, and say so", async () => {
  const toMs = Date.now() + 3_600_000;
  const to = new Date(toMs).toISOString();
  const made = await admin.post("maintenance", { scope: { place: "room" }, to: toMs, comment: "换空调" });
  expect(made.status, made.text).toBe(201);
  const { id, ...window } = made.json<Maintenance & Record<string, unknown>>();
  expect(window).toMatchObject({ scope: { place: "room" }, to, comment: "换空调", by: "admin" });
  await using th = await connect("th-3");
  await th.telemetry({ temperature: 30 });
  const open = await alarm("hot-th-3.th-3.temperature", true);
  expect(open.outOfService).toBe(true);
  const entries = (await allEntries(admin)).filter(({ device, kind }) => kind === "alarm" && device === "th-3");
  expect(entries.map(({ type, body }) => [type, body.outOfService])).toEqual([["alarm.raised", true]]);
  expect((await ask<{ maintenance: Maintenance[] }>("maintenance")).maintenance.map((one) => one.id)).toEqual([id]);
  expect((await admin.ask("DELETE", `maintenance/${id}`)).status).toBe(200);
  expect((await ask<{ maintenance: Maintenance[] }>("maintenance")).maintenance).toEqual([]);
  expect((await ask<Alarm>("alarms/hot-th-3.th-3.temperature")).outOfService).toBe(false);
  expect((await admin.ask("DELETE", `maintenance/${id}`)).status).toBe(404);
  // The audit is on disk with the act; the journal tells it a moment later.
  await until("both acts are told", async () => {
    const audit = (await allEntries(admin)).filter(({ type }) => type?.startsWith("maintenance."));
    return audit.map(({ type }) => type).join() === "maintenance.added,maintenance.ended";
  });
});

test.each([
  ["in the past", { scope: { campus: true }, to: "2020-01-01T00:00:00Z" }, "/to"],
  ["of nothing", { scope: { device: "nobody" }, to: "2099-01-01T00:00:00Z" }, "/scope/device"],
  ["for ever", { scope: { campus: true }, to: "2099-01-01T00:00:00Z" }, "/to"],
])("maintenance %s is refused", async (_what, wish, path) => {
  const answer = await admin.post("maintenance", wish);
  expect(answer.json<{ status: number; errors: { path: string }[] }>()).toMatchObject({
    status: 400,
    errors: [{ path }],
  });
});

test("the desk puts open alarms together and counts them; a list in pages is the whole list", async () => {
  await using th = await connect("th-4");
  for (const value of [30, 20, 30, 20, 30]) await th.telemetry({ temperature: value });
  await th.telemetry({ humidity: 5 });
  await alarm("hot-th-4.th-4.temperature", true, 3);
  await alarm("dry.th-4.humidity", true);
  const desk = await ask<AlarmDeskView>("alarms/desk");
  expect(desk.groups.filter(({ root }) => root.id.startsWith("th-4."))).toMatchObject([
    { root: { kind: "point", id: "th-4.temperature", alarm: "hot-th-4.th-4.temperature" }, severity: "high" },
    { root: { kind: "point", id: "th-4.humidity" }, severity: "medium", alarms: ["dry.th-4.humidity"] },
  ]);
  expect(desk.chattering).toContainEqual({
    alarm: "hot-th-4.th-4.temperature",
    since: expect.any(String),
    changes: expect.any(Number),
  });
  expect(desk.load.lastHour).toBeGreaterThanOrEqual(4);
  expect((await gateway().client().get("/metrics")).text).toMatch(/campus_alarms_chattering [1-9]/);
  const whole = await ask<{ alarms: Alarm[]; next: null }>("alarms?state=all");
  const paged: Alarm[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const query: string = after === "" ? "" : `&after=${encodeURIComponent(after)}`;
    const page = await ask<{ alarms: Alarm[]; next: string | null }>(`alarms?state=all&limit=1${query}`);
    paged.push(...page.alarms);
    after = page.next;
  }
  expect(paged.map(({ id }) => id)).toEqual(whole.alarms.map(({ id }) => id));
  expect((await admin.get("alarms?after=what")).status).toBe(400);
});

test("who sees a part of the campus sees its alarms, rules and past, and puts nothing else out of service", async () => {
  const leader = {
    id: "leader",
    password: "lantern river copper seven",
    roles: ["duty-leader"],
    scope: { places: ["yard"], devices: [] },
  };
  const account = await admin.post("accounts", leader);
  expect(account.status, account.text).toBe(201);
  const people = gateway().client();
  expect((await people.signIn(leader.id, leader.password)).status).toBe(200);
  for (const id of ["th-5", "th-6"]) {
    await using th = await connect(id);
    await th.telemetry({ speed: 25 });
    await alarm(`wind.${id}.speed`, true);
  }
  const mine = ["wind.th-6.speed"];
  const { rules } = await ask<{ rules: RuleView[] }>("alarms/rules", people);
  expect(rules.map(({ id, alarms }) => [id, alarms])).toEqual([
    ["wind", mine],
    ["device-offline", ["device-offline.th-6"]],
  ]);
  const { groups } = await ask<AlarmDeskView>("alarms/desk", people);
  expect(groups.map(({ alarms }) => alarms)).toEqual([mine]);
  expect((await ask<{ alarms: Alarm[] }>("alarms", people)).alarms.map(({ id }) => id)).toEqual(mine);
  const past = await until("the past", async () => {
    const found = await ask<AlarmHistory>("alarms/history", people);
    return found.figures.raised > 0 ? found : null;
  });
  expect([past.figures.raised, past.occurrences.map((one) => one.alarm)]).toEqual([1, mine]);
  const trial = await people.post("alarms/rules/preview", { rule: { profile: "native", point: "speed", above: 1 } });
  expect(trial.json<RulePreview>().occurrences.map(({ device }) => device)).toEqual(["th-6"]);
  const to = new Date(Date.now() + 60_000).toISOString();
  const answers: number[] = [];
  for (const scope of [{ campus: true }, { place: "room" }, { device: "th-5" }, { place: "yard" }])
    answers.push((await people.post("maintenance", { scope, to })).status);
  expect(answers).toEqual([403, 403, 403, 201]);
});

test("a rule that is added while its point is beyond the limit raises at once", async () => {
  await using own = await startGateway({ devices: { a: {} } });
  const people = await own.admin();
  await using a = await connect("a", own);
  await a.telemetry({ temperature: 40 });
  own.configure({ devices: { a: {} }, config: { alarms: [hot("a")] } });
  own.signal("SIGHUP");
  expect(await alarm("hot-a.a.temperature", true, 1, people)).toMatchObject({ value: 40 });
});

test("maintenance, a shelf and the past outlive kill -9, and nothing is in the past twice", async () => {
  await using own = await startGateway({ devices: { a: {}, b: {} }, config: { alarms: [hot("a"), hot("b")] } });
  const people = await own.admin();
  await using a = await connect("a", own);
  await using b = await connect("b", own);
  await a.telemetry({ temperature: 30 });
  await b.telemetry({ temperature: 30 });
  await alarm("hot-a.a.temperature", true, 1, people);
  await alarm("hot-b.b.temperature", true, 1, people);
  const to = Date.now() + 3_600_000;
  expect((await people.post("maintenance", { scope: { campus: true }, to: new Date(to).toISOString() })).status).toBe(
    201,
  );
  expect((await people.post("alarms/hot-b.b.temperature/shelve", { occurrence: 1, for: "2h" })).status).toBe(200);
  await own.restart("SIGKILL");
  const after = await own.admin();
  expect(await ask<Alarm>("alarms/hot-a.a.temperature", after)).toMatchObject({ occurrence: 1, outOfService: true });
  expect(await ask<Alarm>("alarms/hot-b.b.temperature", after)).toMatchObject({ shelved: { by: "admin" } });
  const { figures } = await until("both occurrences", async () => {
    const past = await ask<AlarmHistory>("alarms/history", after);
    return past.figures.raised >= 2 ? past : null;
  });
  expect(figures.raised).toBe(2);
});
