// What alarms were and what became of them, over a real gateway that devices on MQTT talk to: who may say and see it, and what stays on campus.
import { beforeAll, expect, test } from "vitest";
import type { AlarmFigures, Tuning } from "#gateway/contract/alarm-figures.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { Handling, Story } from "#gateway/contract/story.ts";
import { allEntries } from "../harness/entries.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { HttpClient } from "../harness/http.ts";
import { connectDevice, type MqttDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const PATIENCE_MS = 60_000;
/** A try of a test has its devices for itself; even ones stand in the room, odd ones in the yard. */
const ids = Array.from({ length: 24 }, (_, n) => `th-${n}`);
const gateway = sharedGateway({
  devices: Object.fromEntries(ids.map((id, n) => [id, { place: n % 2 === 0 ? "room" : "yard" }])),
  config: {
    places: [
      { id: "room", name: "机房", class: "machine-room" },
      { id: "yard", name: "操场", class: "yard" },
    ],
    alarms: [
      { id: "hot", profile: "native", point: "temperature", above: 28, severity: "high", respondWithin: "5min" },
      { id: "open", profile: "native", point: "door", equals: true, severity: "low" },
    ],
  },
});
let admin: HttpClient;
let guard: HttpClient;
let viewer: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
  guard = await account("guard-1", "guard", { places: ["room"], devices: [] });
  viewer = await account("viewer-1", "viewer", null);
}, 120_000);

async function account(id: string, role: string, scope: object | null): Promise<HttpClient> {
  const made = await admin.post("accounts", { id, password: ADMIN_PASSWORD, roles: [role], scope });
  if (made.status !== 201) throw new Error(made.text);
  const client = new HttpClient(gateway().run.http ?? "");
  await client.signIn(id, ADMIN_PASSWORD);
  return client;
}

const used = { room: 0, yard: 0 };
async function freshDevice(place: keyof typeof used = "room"): Promise<MqttDevice> {
  const n = used[place]++;
  return await connectDevice(gateway(), gateway().device(2 * n + (place === "room" ? 0 : 1)));
}
const hot = (device: MqttDevice) => `hot.${device.id}.temperature`;

async function raised(device: MqttDevice, values: readonly number[], occurrence: number): Promise<void> {
  for (const temperature of values) await device.telemetry({ temperature });
  await until(
    `occurrence ${occurrence} of ${hot(device)}`,
    async () => {
      const answer = await admin.get(`alarms/${hot(device)}`);
      return answer.status === 200 && answer.json<Alarm>().occurrence === occurrence;
    },
    PATIENCE_MS,
  );
}

async function read<T>(path: string, of = admin): Promise<T> {
  const answer = await of.get(path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<T>();
}

test("only who may acknowledge says what an alarm was, in places of theirs, of an occurrence that there was", async () => {
  await using room = await freshDevice();
  await using yard = await freshDevice("yard");
  await raised(room, [30], 1);
  await raised(yard, [30], 1);
  const finding = { occurrence: 1, verdict: "false" };
  expect((await viewer.post(`alarms/${hot(room)}/handling`, finding)).status).toBe(403);
  expect((await guard.post(`alarms/${hot(yard)}/handling`, finding)).status).toBe(403);
  expect((await guard.get(`alarms/${hot(yard)}/story`)).status).toBe(403);
  expect((await guard.post(`alarms/${hot(room)}/handling`, { ...finding, occurrence: 9 })).status).toBe(404);
  expect((await guard.post(`alarms/${hot(room)}/handling`, { ...finding, verdict: "maybe" })).status).toBe(400);
  expect((await guard.post(`alarms/${hot(room)}/handling`, { ...finding, ticket: "261122-9" })).status).toBe(404);
  expect((await guard.post("alarms/nothing/handling", finding)).status).toBe(404);
  expect(await read(`alarms/${hot(room)}/handling`)).toEqual({ handling: null });
  const said = await guard.post(`alarms/${hot(room)}/handling`, { ...finding, comment: " 风吹的 " });
  expect(said.json<Handling>()).toMatchObject({ verdict: "false", comment: "风吹的", by: "guard-1", version: 1 });
  // Three things: handling acknowledges nothing.
  expect(await read<Alarm>(`alarms/${hot(room)}`)).toMatchObject({ acknowledged: false, active: true });
});

test("an occurrence of before is handled and told as itself, with its repair, and only ids are in the journal", async () => {
  await using device = await freshDevice();
  const id = hot(device);
  await raised(device, [24, 30], 1);
  const ticket = (await admin.post("tickets", { alarm: { id, occurrence: 1 } })).json<{ id: string }>().id;
  await raised(device, [20, 31, 20, 35], 3);
  const words = "张老师说空调没开";
  const said = await admin.post(`alarms/${id}/handling`, { occurrence: 1, verdict: "real", comment: words, ticket });
  expect(said.status, said.text).toBe(200);
  const story = await until("the end of the first", async () => {
    const told = await read<Story>(`alarms/${id}/story?occurrence=1`);
    return told.clearedAt === null ? null : told;
  });
  expect(story.steps.map(({ is }) => is)).toEqual(expect.arrayContaining(["raised", "ticket", "cleared", "handled"]));
  expect(story.steps.filter(({ is }) => is === "raised")).toMatchObject([{ value: 30, limit: 28, quiet: [] }]);
  expect(story.steps.filter(({ is }) => is === "ticket")).toMatchObject([{ ticket, act: "open", by: "admin" }]);
  expect([...story.steps].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))).toEqual(story.steps);
  expect((await read<Story>(`alarms/${id}/story`)).occurrence).toBe(3);
  const entries = await allEntries(admin, "kind=event");
  const recorded = entries.filter(({ type, body }) => type === "handling.recorded" && body.alarm === id);
  expect(recorded.map(({ body }) => body)).toEqual([
    { alarm: id, occurrence: 1, verdict: "real", ticket, by: "admin", version: 1 },
  ]);
  expect(JSON.stringify(await allEntries(admin))).not.toContain(words);
  expect(JSON.stringify((await admin.get("audit?limit=500")).json())).not.toContain(words);
});

test("figures are of what the asker may see; a rule's trial keeps what was real in sight", async () => {
  await using room = await freshDevice();
  await using yard = await freshDevice("yard");
  await raised(room, [30, 20, 30, 20, 30, 20, 30, 20], 4);
  await raised(yard, [30], 1);
  expect((await admin.post(`alarms/${hot(room)}/handling`, { occurrence: 4, verdict: "real" })).status).toBe(200);
  const mine = await until("what the guard may see", async () => {
    const figures = await read<AlarmFigures>("alarms/figures", guard);
    const rule = figures.noisiest.find((one) => one.rule === "hot");
    return rule?.alarms.includes(hot(room)) === true && rule.real >= 1 ? { figures, rule } : null;
  });
  expect(mine.rule.alarms.some((id) => id === hot(yard))).toBe(false);
  const all = await until("what the administrator may see", async () => {
    const figures = await read<AlarmFigures>("alarms/figures");
    return figures.noisiest.some(({ alarms }) => alarms.includes(hot(yard))) ? figures : null;
  });
  expect(all.raised).toBeGreaterThan(mine.figures.raised);
  const tuning = await read<Tuning>("alarms/rules/hot/tuning", guard);
  expect(tuning).toMatchObject({ rule: "hot", raised: expect.any(Number) });
  const delay = tuning.proposals.find(({ field }) => field === "onDelay");
  expect(delay?.raised).toBeLessThan(tuning.raised);
  // It was over at once: a delay would have kept it from anybody.
  expect(delay?.realKept).toBeLessThan(tuning.real);
  expect((await guard.get("alarms/rules/no-such-rule/tuning")).status).toBe(404);
  // Of whole devices there is nothing to change, which is an answer, too.
  expect(await read<Tuning>("alarms/rules/device-offline/tuning")).toMatchObject({ proposals: [], complete: true });
  expect((await admin.get("alarms/figures?month=2026-13")).status).toBe(400);
});

test("sheets refuse days that are none, and a table is text that spreadsheets open right", async () => {
  expect((await admin.get("sheets/day?day=2026-02-30&part=morning")).status).toBe(400);
  expect((await admin.get("sheets/day?day=2999-01-01&part=morning")).status).toBe(400);
  expect((await admin.get("sheets/day?day=2026-11-22&part=noon")).status).toBe(400);
  const now = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short" });
  const month = now.format(Date.now()).slice(0, 7);
  const table = await admin.get(`sheets/month/table?month=${month}`);
  expect(table.status).toBe(200);
  expect(table.text.startsWith("\uFEFF") || table.text.startsWith("月份") || table.text.startsWith("Month")).toBe(true);
  expect((await guard.get(`sheets/month?month=${month}`)).json()).toMatchObject({ month, tickets: null });
});
