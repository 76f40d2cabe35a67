// The county acknowledges an alarm of a campus, over somebody else's broker on which a test can hold, repeat and forge what is said.
import { statSync } from "node:fs";
import { join } from "node:path";
import mqtt, { type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandView } from "#bridge/county/api/commands.ts";
import { commandTopic } from "#bridge/wire/topics.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import { type County, startCounty } from "../harness/county.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { HttpClient } from "../harness/http.ts";
import { type Mosquitto, startMosquitto } from "../harness/mosquitto.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

const ID = "no3-middle";
const OTHER = "no4-primary";
const DEVICES = { "th-1": {}, "th-2": {}, "th-3": {}, "th-4": {}, "th-5": {}, "th-6": {} };
const PASSWORD = "correct-horse-battery-staple-9";
const RULE = { point: "temperature", above: 28, severity: "high" };
const RULES = Object.keys(DEVICES).map((device, i) => ({ id: `hot-${i + 1}`, device, ...RULE }));
const alarmId = (n: number) => `hot-${n}.th-${n}.temperature`;

let broker: Mosquitto;
let county: County;
let gateway: Gateway;
let atCounty: HttpClient;
/** Hears and says what it likes on the broker. */
let hand: MqttClient;
let publicKey = "";
/** What the county sent, by topic. */
const heard: { readonly topic: string; readonly bytes: Buffer }[] = [];

beforeAll(async () => {
  broker = await startMosquitto(["allow_anonymous true"]);
  const url = `mqtt://127.0.0.1:${broker.port}`;
  county = await startCounty({
    campuses: { [ID]: { town: "chengguan" }, [OTHER]: { town: "beishan" } },
    config: {
      listen: { http: "127.0.0.1:0" },
      broker: { url },
      towns: [
        { id: "chengguan", name: "城关镇" },
        { id: "beishan", name: "北山乡" },
      ],
    },
  });
  atCounty = await county.admin();
  publicKey = (await atCounty.get("command-key")).json<{ commandKey: string }>().commandKey;
  hand = await mqtt.connectAsync(url, { clientId: "hand" });
  hand.on("message", (topic, bytes) => heard.push({ topic, bytes }));
  await hand.subscribeAsync("county/v1/+/down/command", { qos: 1 });
  gateway = await startGateway({ devices: DEVICES, config: config({ commandKey: publicKey }) });
});
afterAll(async () => {
  await hand?.endAsync(true);
  await gateway?.[Symbol.asyncDispose]();
  await county?.[Symbol.asyncDispose]();
  await broker?.[Symbol.asyncDispose]();
});

function config(more: Record<string, unknown> = { may: ["alarms.ack"], commandKey: publicKey }) {
  const url = `mqtt://127.0.0.1:${broker.port}`;
  return { alarms: RULES, county: { url, summaryEvery: "1s", ...more } };
}

async function linkState(): Promise<string | undefined> {
  return (await (await gateway.admin()).get("status")).json<{ county: { state: string } | null }>().county?.state;
}

/** Raises the alarm of device n, unless it stands. */
async function raise(n: number): Promise<Alarm> {
  await using device = await connectDevice(gateway, gateway.device(n - 1));
  await device.telemetry({ temperature: 40 });
  return await until("the alarm", async () => {
    const alarm = await alarmOf(n);
    return alarm?.active && alarm;
  });
}
async function alarmOf(n: number): Promise<Alarm | null> {
  const answer = await (await gateway.admin()).get(`alarms/${alarmId(n)}`);
  return answer.status === 200 ? answer.json<Alarm>() : null;
}
async function acknowledge(n: number, more: Record<string, unknown> = {}, campus = ID): Promise<CommandView> {
  const body = { occurrence: 1, comment: "县里看到了", ...more };
  const answer = await atCounty.post(`campuses/${campus}/alarms/${alarmId(n)}/ack`, body);
  expect(answer.status, answer.text).toBe(202);
  return answer.json<CommandView>();
}
function ended({ id }: { id: string }): Promise<CommandView> {
  return until("what became of the command", async () => {
    const command = (await atCounty.get(`commands/${id}`)).json<CommandView>();
    return !["issued", "requested", "started"].includes(command.state) && command;
  });
}
const sent = ({ id }: { id: string }) =>
  until("the county to send it", () => heard.find(({ bytes }) => bytes.includes(id))?.bytes ?? null);
const say = (bytes: Buffer | string, campus = ID) => hand.publishAsync(commandTopic(campus), bytes, { qos: 1 });
async function entries(kind: string): Promise<Entry[]> {
  return await allEntries(await gateway.admin(), `kind=${kind}`);
}
const about = (found: readonly Entry[], id: string) => found.filter(({ body }) => body.id === id);
const refusals = async (code: string) =>
  (await entries("command")).filter(({ body }) => (body.result as { code?: unknown } | undefined)?.code === code);

test("a campus that allows its county nothing refuses, and says so", async () => {
  await raise(1);
  expect(await ended(await acknowledge(1))).toMatchObject({ state: "refused", code: "not-permitted" });
  expect((await alarmOf(1))?.acknowledged).toBe(false);
});

test("a campus that pins no key of a county refuses every command, and says so", async () => {
  gateway.configure({ devices: DEVICES, config: config({ may: ["alarms.ack"] }) });
  gateway.signal("SIGHUP");
  // Those that come before the file was read are refused for another reason.
  await until(
    "it to be refused for want of a key",
    async () => (await ended(await acknowledge(1))).code === "no-command-key",
  );
  expect((await alarmOf(1))?.acknowledged).toBe(false);
});

test("an acknowledgement waits for a campus that is down, and is run once although it is delivered again after a kill", async () => {
  await gateway.kill();
  gateway.configure({ devices: DEVICES, config: config() });
  const command = await acknowledge(1);
  const bytes = await sent(command);
  const late = await acknowledge(2, { expiresIn: "1s" });
  const lateBytes = await sent(late);
  await until("its time to be over", () => Date.now() > Date.parse(late.expiresAt));
  await gateway.start();
  expect(await ended(command)).toMatchObject({ state: "done", code: null, by: "admin" });
  const alarm = await alarmOf(1);
  expect(alarm).toMatchObject({ acknowledged: true });
  expect(alarm?.acknowledgements).toMatchObject([{ by: "county:admin", comment: "县里看到了" }]);

  await gateway.kill();
  await gateway.start();
  await until("the link", async () => (await linkState()) === "answered");
  await say(bytes);
  await say(bytes);
  await say(lateBytes);
  // What came too late is told as such, and comes after the repeats.
  await until(
    "the late one",
    async () => (await atCounty.get(`commands/${late.id}`)).json<CommandView>().state === "expired",
  );
  const told = await entries("command");
  const steps = (id: string) => about(told, id).map(({ type, device }) => [type, device]);
  expect(steps(command.id)).toEqual([
    ["command.requested", null],
    ["command.started", null],
    ["command.done", null],
  ]);
  expect(steps(late.id)).toEqual([
    ["command.requested", null],
    ["command.expired", null],
  ]);
  expect(about(await entries("alarm"), alarmId(1)).filter(({ type }) => type === "alarm.acknowledged")).toHaveLength(1);
});

test("what is forged, for another campus, or about another occurrence changes nothing and is told", async () => {
  await raise(3);
  const foreign = await acknowledge(3, {}, OTHER);
  const foreignBytes = await sent(foreign);
  await say(foreignBytes);
  const forged = JSON.parse(foreignBytes.toString("utf8"));
  await say(JSON.stringify({ ...forged, campus: ID }));
  await say("{}");
  const changed = await acknowledge(3, { occurrence: 2 });
  expect(await ended(changed)).toMatchObject({ state: "refused", code: "alarm-changed" });
  expect(await ended(await acknowledge(4))).toMatchObject({ state: "refused", code: "not-found" });
  for (const code of ["wrong-campus", "bad-signature", "bad-command"])
    expect(await refusals(code), code).toHaveLength(1);
  expect((await alarmOf(3))?.acknowledged).toBe(false);
  // One campus says nothing about what was asked of another.
  expect((await atCounty.get(`commands/${foreign.id}`)).json<CommandView>().state).toBe("issued");
});

test("who may see a town only acknowledges there, and nobody without the right; the key is the county's alone", async () => {
  const made = await atCounty.post("accounts", {
    id: "li-si",
    password: PASSWORD,
    roles: ["county-duty"],
    scope: { places: ["beishan"], devices: [] },
  });
  expect(made.status, made.text).toBe(201);
  const looks = { id: "zhao-liu", password: PASSWORD, roles: ["county"], scope: null };
  expect((await atCounty.post("accounts", looks)).status).toBe(201);
  const other = new HttpClient(county.run.http ?? "");
  expect((await other.signIn("li-si", PASSWORD)).status).toBe(200);
  const path = (campus: string) => `campuses/${campus}/alarms/${alarmId(3)}/ack`;
  expect((await other.post(path(ID), { occurrence: 1 })).status).toBe(403);
  expect((await other.post(path(OTHER), { occurrence: 1 })).status).toBe(202);
  expect((await other.get(`campuses/${ID}/commands`)).status).toBe(403);
  const looking = new HttpClient(county.run.http ?? "");
  expect((await looking.signIn("zhao-liu", PASSWORD)).status).toBe(200);
  expect((await looking.post(path(ID), { occurrence: 1 })).status).toBe(403);
  expect((await looking.get(`campuses/${ID}/commands`)).status).toBe(200);
  expect(statSync(join(county.data, "command.key")).mode & 0o777).toBe(0o600);
});
