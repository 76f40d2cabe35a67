// A campus that means harm, or is wired wrongly, at the county's own broker: it can write only as itself, hears nobody, and is seen.

import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { type CountyBed, campusesOf, openCountyBed, SECRET, testAuthority } from "#test/harness/county-bed.ts";
import { until } from "#test/harness/wait.ts";
import { type Ack, readAck } from "../wire/ack.ts";
import { frameBytes, packBody } from "../wire/frame.ts";
import { helloBytes } from "../wire/hello.ts";
import { ackTopic, type Lane, upTopic } from "../wire/topics.ts";

let county: CountyBed;
const clients: MqttClient[] = [];

beforeEach(async () => {
  county = await openCountyBed(campusesOf("good", "bad"));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  await county[Symbol.asyncDispose]();
});

async function connect(campus: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(
    `mqtt://127.0.0.1:${county.port}`,
    {
      clientId: campus,
      username: campus,
      password: SECRET,
      reconnectPeriod: 0,
      ...options,
    },
    false,
  );
  clients.push(client);
  return client;
}

/** A campus with its answers. */
async function campus(id: string): Promise<{ client: MqttClient; answers: Ack[] }> {
  const client = await connect(id);
  const answers: Ack[] = [];
  client.on("message", (_topic, bytes) => {
    const ack = readAck(bytes);
    if (ack !== null) answers.push(ack);
  });
  await client.subscribeAsync(ackTopic(id), { qos: 1 });
  return { client, answers };
}

function event(seq: number, more: Record<string, unknown> = {}) {
  const at = "2026-11-22T05:00:00.000Z";
  return {
    epoch: "q7", seq, kind: "event", type: "door.forced", device: "gate", measuredAt: at, receivedAt: at, clock: "gateway",
    late: false, deviceSeq: null, eid: null, cause: null, body: {}, ...more,
  }; // biome-ignore format: fields of an entry
}

const framed = async (of: string, frame: number, body: readonly unknown[], lane: Lane = "event") =>
  frameBytes({ campus: of, outbox: "ob1", lane, frame }, body.length, await packBody(body));
const facts = (id: string) => county.store.campuses(clock.now()).get(id);

test("frames are stored once, answered for after that, and gaps are named", async () => {
  const { client, answers } = await campus("good");
  const one = await framed("good", 1, [event(1)]);
  for (const bytes of [one, one, await framed("good", 4, [event(4)]), await framed("good", 5, [event(5)])])
    await client.publishAsync(upTopic("good", "event"), bytes, { qos: 1 });
  await until("four answers", () => answers.length === 4);
  expect(answers.map(({ frame, missing }) => [frame, missing])).toEqual([
    [1, []],
    [1, []],
    [1, [[2, 3]]],
    [1, [[2, 3]]],
  ]);
  for (const frame of [3, 2])
    await client.publishAsync(upTopic("good", "event"), await framed("good", frame, [event(frame)]), { qos: 1 });
  await until("the gap to be closed", () => answers.at(-1)?.frame === 5);
  expect(county.ingest.counts.frames).toBe(6);
});

test("a hello is answered lane by lane; what a campus no longer holds is told as missing once, then passed over", async () => {
  const { client, answers } = await campus("good");
  const hello = (first: number, last: number) =>
    client.publishAsync(
      upTopic("good", "hello"),
      helloBytes({ outbox: "ob1", lanes: { alarm: { first, last } }, version: "1", time: "2026-11-22T05:00:00.000Z" }),
      { qos: 1 },
    );
  await hello(4, 6);
  await until("the truth", () => answers.length === 1);
  expect(answers[0]).toMatchObject({ lane: "alarm", frame: 0, missing: [[1, 6]] });
  await hello(4, 6);
  await until("the second answer", () => answers.length === 2);
  expect(answers[1]).toMatchObject({ frame: 3, missing: [[4, 6]] });
  expect(facts("good")).toMatchObject({ lostFrames: 3, backlogFrames: 3, version: "1" });
});

test("whatever numbers a campus claims, the county goes on telling how all campuses are", async () => {
  const { client, answers } = await campus("bad");
  const most = Number.MAX_SAFE_INTEGER;
  const lanes = (first: number) => ({ alarm: { first, last: most }, event: { first, last: most }, state: { first, last: most } }); // biome-ignore format: one line
  const hello = async (outbox: string, first: number) =>
    client.publishAsync(
      upTopic("bad", "hello"),
      helloBytes({ outbox, lanes: lanes(first), version: "1", time: "9999-12-31T23:59:59.999Z" }),
      { qos: 1 },
    );
  await hello("ob1", most);
  await hello("ob2", most);
  await hello("ob3", 1);
  await until("all answers", () => answers.length === 9);
  expect(facts("bad")?.lostFrames).toBeGreaterThan(1e15);
  expect(facts("bad")?.backlogFrames).toBeGreaterThan(1e15);
});

test("a campus with a thousand critical alarms hides no other one's low alarm, and all of them are counted", async () => {
  const raised = (seq: number, severity: string) =>
    event(seq, {
      kind: "alarm",
      type: "alarm.raised",
      body: { id: `a${seq}`, severity, active: true, acknowledged: false },
    });
  const [bad, good] = [await campus("bad"), await campus("good")];
  const flood = Array.from({ length: 1000 }, (_, i) => raised(i + 1, "critical"));
  for (const [i, body] of [flood.slice(0, 500), flood.slice(500)].entries())
    await bad.client.publishAsync(upTopic("bad", "alarm"), await framed("bad", i + 1, body, "alarm"), { qos: 1 });
  await good.client.publishAsync(upTopic("good", "alarm"), await framed("good", 1, [raised(1, "low")], "alarm"), {
    qos: 1,
  });
  await until("all answers", () => bad.answers.length === 2 && good.answers.length === 1);
  const listed = county.store.alarms(null);
  expect(listed.filter(({ campus: of }) => of === "good").map(({ severity }) => severity)).toEqual(["low"]);
  expect(listed).toHaveLength(501);
  expect(facts("bad")?.openAlarms.critical).toBe(1000);
});

const BAD: readonly (readonly [what: string, bytes: () => Promise<Buffer>, code: string])[] = [
  ["a changed byte", async () => Buffer.concat([await framed("good", 1, [event(1)]), Buffer.from("x")]), "bad-sha256"],
  ["a reading", () => framed("good", 1, [event(1, { kind: "reading", type: null })]), "bad-entry"],
  ["an entry of another lane", () => framed("good", 1, [event(1, { kind: "alarm" })]), "bad-entry"],
];

test.each(BAD)("a frame with %s is refused, quarantined and passed over", async (_what, bytes, code) => {
  const { client, answers } = await campus("good");
  await client.publishAsync(upTopic("good", "event"), await bytes(), { qos: 1 });
  await client.publishAsync(upTopic("good", "event"), await framed("good", 2, [event(2)]), { qos: 1 });
  await until("both answers", () => answers.length === 2);
  expect(answers[1]).toMatchObject({ frame: 2, missing: [], refused: [{ frame: 1, code }] });
  expect(facts("good")).toMatchObject({ quarantined: 1 });
});

test("a frame that names another campus is quarantined, and neither campus gets anything by it", async () => {
  const { client, answers } = await campus("bad");
  const good = await campus("good");
  await client.publishAsync(upTopic("bad", "event"), await framed("good", 1, [event(1)]), { qos: 1 });
  await until("the quarantine", () => facts("bad")?.quarantined === 1);
  expect(county.ingest.counts.frames).toBe(0);
  expect([answers, good.answers]).toEqual([[], []]);
});

test("a campus that publishes below another name, or answers in the county's, is acknowledged, unheard and seen", async () => {
  const good = await campus("good");
  const { client } = await campus("bad");
  await client.publishAsync(upTopic("good", "event"), await framed("good", 1, [event(1)]), { qos: 1 });
  const forged = { outbox: "ob1", lane: "event", frame: 99, missing: [], refused: [] };
  for (const qos of [0, 1] as const)
    await client.publishAsync(ackTopic("good"), JSON.stringify(forged), { qos, retain: true });
  await client.publishAsync("county/v1/bad/up/else", "x", { qos: 1 });
  await until("all of it to be noted", () => county.violations.length === 4);
  expect(new Set(county.violations.map((found) => found.campus))).toEqual(new Set(["bad"]));
  await until("the count", () => facts("bad")?.violations === 4);
  // Its own answer arrives after anything that was forged before.
  await good.client.publishAsync(upTopic("good", "event"), await framed("good", 1, [event(1)]), { qos: 1 });
  await until("the true answer", () => good.answers.length > 0);
  expect(good.answers.map(({ frame }) => frame)).toEqual([1]);
  expect(county.ingest.counts.frames).toBe(1);
});

test("a campus hears nobody else: not its neighbour, not everybody, not the broker", async () => {
  const { client } = await campus("bad");
  for (const filter of [
    ackTopic("good"),
    "county/v1/+/down/ack",
    "#",
    "$SYS/#",
    upTopic("bad", "alarm"),
    "county/v1/bad/down/#/x",
  ]) {
    const [granted] = await client.subscribeAsync(filter, { qos: 1 }).catch(() => [{ qos: 128 }]);
    expect([filter, granted?.qos]).toEqual([filter, 128]);
  }
});

test.each([
  ["a wrong secret", { username: "good", clientId: "good", password: "guess" }],
  ["another's client id", { username: "bad", clientId: "good", password: SECRET }],
  ["no credential at all", { username: undefined, password: undefined, clientId: "good" }],
  ["an unknown campus", { username: "none", clientId: "none", password: SECRET }],
])("%s does not get in", async (_what, options) => {
  await expect(connect("good", options as IClientOptions)).rejects.toThrow(/not authorized/i);
  expect(county.inside.size).toBe(0);
});

test("with a certificate of the county's authority its name is the campus; a stranger's certificate is none", async () => {
  const authority = await testAuthority();
  const server = await authority.sign("127.0.0.1", "server");
  await using secure = await openCountyBed(campusesOf("good", "bad"), { ...server, clientCaPem: authority.pem });
  const to = (pair: { certificatePem: string; keyPem: string } | null, clientId: string) =>
    mqtt.connectAsync(`mqtts://127.0.0.1:${secure.port}`, {
      clientId, ca: authority.pem, reconnectPeriod: 0, ...(pair && { cert: pair.certificatePem, key: pair.keyPem }),
    }, false); // biome-ignore format: options
  const good = await authority.sign("good", "client");
  clients.push(await to(good, "good"));
  await until("the campus", () => secure.inside.has("good"));
  expect(secure.inside.get("good")).toBeGreaterThan(clock.now());
  await expect(to(good, "bad")).rejects.toThrow(/not authorized/i);
  expect(secure.violations).toEqual([{ campus: "good", what: "client-id", detail: "bad" }]);
  const stranger = await (await testAuthority("Another CA")).sign("good", "client");
  await expect(to(stranger, "good")).rejects.toThrow(/not authorized/i);
  await expect(to(null, "good")).rejects.toThrow(/not authorized/i);
});

test("what is larger than a frame may be ends the connection, before any of it is kept", async () => {
  const { client } = await campus("bad");
  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  client.publish(upTopic("bad", "event"), Buffer.alloc(300 * 1024), { qos: 1 });
  await closed;
  expect(county.ingest.counts).toMatchObject({ frames: 0, refused: 0 });
});
