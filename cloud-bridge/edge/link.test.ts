// The campus's end of the link against a real Mosquitto and a county that behaves as each test wants.
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { readAll } from "#gateway/journal/testing.ts";
import { type Bed, CAMPUS, type Came, openBed, PlayedCounty, QUICK, settingsFor } from "#test/harness/county-link.ts";
import { openLine } from "#test/harness/lines.ts";
import { type Mosquitto, startMosquitto } from "#test/harness/mosquitto.ts";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";

/** Lines are given up several times. */
const WAIT_MS = 60_000;

let broker: Mosquitto;
let folder: TempFolder;
let county: PlayedCounty;

beforeEach(async () => {
  folder = tempFolder("county-link");
  broker = await startMosquitto(["allow_anonymous true"]);
  county = await PlayedCounty.connect(broker.port);
});
afterEach(async () => {
  await county[Symbol.asyncDispose]();
  await broker[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const bed = () => openBed(folder.path, broker.port);
const held = (open: Bed, lane: "alarm" | "event" | "state") => open.link.frames().get(lane);
const entriesIn = (came: readonly Came[]) => came.flatMap(({ body }) => body as Entry[]);
const lost = (open: Bed, type: string) =>
  readAll(open.journal).filter((record) => record.kind === "loss" && record.type === type);

test("each kind travels in its lane, numbered from 1, and readings stay on campus", async () => {
  county.acknowledgeAll();
  await using open = await bed();
  const alarm = await open.tell("alarm", "alarm.raised");
  await open.tell("event", "door.opened");
  await open.tell("state", "device.online");
  await open.tell("loss", "loss.rejected", { reason: "bad-json", sample: "AAAA" });
  await until(
    "all four",
    () => county.of("event").length > 0 && county.of("state").length > 0 && entriesIn(county.of("event")).length === 2,
  );
  expect(county.of("alarm")[0]?.header).toMatchObject({ campus: CAMPUS, lane: "alarm", frame: 1, n: 1 });
  expect(entriesIn(county.of("alarm"))[0]).toMatchObject({ seq: alarm, kind: "alarm", type: "alarm.raised" });
  expect(JSON.stringify(entriesIn(county.of("event")))).not.toContain("sample");
  await until("everything is freed", () => held(open, "event") === 0 && held(open, "alarm") === 0);
});

test("the broker's acknowledgement frees nothing: unanswered frames are held and sent again with the same bytes", async () => {
  await using open = await bed();
  await open.tell("alarm", "alarm.raised");
  await until("the frame to be sent a second time", () => county.frames.length >= 2);
  expect(held(open, "alarm")).toBe(1);
  const [first, second] = county.frames;
  expect(second?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
});

test("frames keep number and bytes over a restart of the gateway", async () => {
  {
    await using open = await bed();
    await open.tell("alarm", "alarm.raised");
    await until("the frame", () => county.frames.length > 0);
  }
  const first = county.frames[0];
  county.frames.length = 0;
  await using again = await bed();
  await again.tell("alarm", "alarm.cleared");
  await until("both frames", () => county.of("alarm").length === 2);
  const old = county.of("alarm").find(({ header }) => header.frame === 1);
  expect(old?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
  expect(
    county
      .of("alarm")
      .map(({ header }) => header.frame)
      .sort(),
  ).toEqual([1, 2]);
});

test("what the county misses is sent again, and only it stays held", async () => {
  await using open = await bed();
  county.acknowledgeAll();
  await until("the first answer", () => open.link.state === "answered");
  county.answer = () => [];
  for (let i = 0; i < 5; i++) {
    await open.tell("alarm", "alarm.raised");
    await until("the frame", () => county.of("alarm").length === i + 1);
  }
  const { outbox } = county.frames[0]?.header ?? { outbox: "" };
  const before = county.frames.length;
  await county.say({ outbox, lane: "alarm", frame: 5, missing: [[2, 3]], refused: [] });
  await until("two frames to be held", () => held(open, "alarm") === 2);
  await until("both again", () => new Set(county.frames.slice(before).map(({ header }) => header.frame)).size === 2);
  expect(new Set(county.frames.slice(before).map(({ header }) => header.frame))).toEqual(new Set([2, 3]));
});

test("a refused frame is told as quarantined, once, and passed over", async () => {
  await using open = await bed();
  const seq = await open.tell("alarm", "alarm.raised");
  await until("the frame", () => county.of("alarm").length > 0);
  const { outbox } = county.frames[0]?.header ?? { outbox: "" };
  const answer = { outbox, lane: "alarm", frame: 0, missing: [], refused: [{ frame: 1, code: "bad-body" }] } as const;
  await county.say(answer);
  await county.say(answer);
  await until("the frame to be passed over", () => held(open, "alarm") === 0);
  expect(lost(open, "loss.quarantined").map(({ kind, ...record }) => "body" in record && record.body)).toEqual([
    { consumer: "county", seq, code: "bad-body" },
  ]);
});

test("a county that was put back gets again what is held, and the rest is told as expired", async () => {
  const seqs: number[] = [];
  {
    await using open = await bed();
    county.acknowledgeAll();
    for (let i = 0; i < 3; i++) {
      seqs.push(await open.tell("alarm", "alarm.raised"));
      await until("it is freed", () => county.of("alarm").length === i + 1 && held(open, "alarm") === 0);
    }
  }
  county.frames.length = 0;
  // Restored to the state after frame 1; 2 and 3 are freed on campus, 4 is new.
  county.answer = (came) => ("header" in came ? [] : [{ lane: "alarm", frame: 1, missing: [], refused: [] }]);
  await using open = await bed();
  await open.tell("alarm", "alarm.raised");
  await until("frame 4", () => county.of("alarm").some(({ header }) => header.frame === 4));
  const records = await until("the loss", () => {
    const found = lost(open, "loss.expired");
    return found.length > 0 && found;
  });
  expect(records.map((record) => "body" in record && record.body)).toEqual([
    { consumer: "county", from: seqs[1], to: seqs[2], count: 2, reason: "county-restored" },
  ]);
});

test("an answer that a broker delivers late is no restored county", async () => {
  await using open = await bed();
  county.acknowledgeAll();
  await open.tell("alarm", "alarm.raised");
  await open.tell("alarm", "alarm.raised");
  await until("both to be freed", () => county.of("alarm").length > 0 && held(open, "alarm") === 0);
  const frame = county.of("alarm").at(-1)?.header.frame ?? 0;
  const { outbox } = county.frames[0]?.header ?? { outbox: "" };
  const hellos = county.hellos.length;
  await county.say({ outbox, lane: "alarm", frame: 0, missing: [], refused: [] });
  await until("the question", () => county.hellos.length > hellos);
  await open.tell("alarm", "alarm.cleared");
  await until(
    "the next frame to be freed",
    () => county.of("alarm").some(({ header }) => header.frame > frame) && held(open, "alarm") === 0,
  );
  expect(lost(open, "loss.expired")).toEqual([]);
});

test("a restored outbox begins anew under another id and sends everything that the journal still holds", async () => {
  {
    await using open = await bed();
    county.acknowledgeAll();
    await open.tell("alarm", "alarm.raised");
    await until("it is freed", () => county.of("alarm").length === 1 && held(open, "alarm") === 0);
  }
  const old = county.frames[0]?.header.outbox;
  county.frames.length = 0;
  county.answer = (came) => {
    if ("header" in came) return [{ lane: came.lane, frame: came.header.frame, missing: [], refused: [] }];
    return [{ lane: "alarm", frame: came.outbox === old ? 40 : 0, missing: [], refused: [] }];
  };
  await using open = await bed();
  await until("the alarm again", () => county.of("alarm").length > 0 && held(open, "alarm") === 0);
  expect(county.of("alarm")[0]?.header).toMatchObject({ frame: 1 });
  expect(county.of("alarm")[0]?.header.outbox).not.toBe(old);
});

test("no person leaves the campus: references, comments and accounts are gone, roles stay", async () => {
  county.acknowledgeAll();
  await using open = await bed();
  await open.tell("alarm", "alarm.acknowledged", {
    acknowledgements: [{ by: "zhang-san", at: "2026-11-22T05:00:00.000Z", comment: "张三已处理" }],
    shelved: { by: "li-si", comment: "李四" },
  });
  await open.tell("event", "access.granted", {
    personRef: "p-81",
    credentialRef: "k-1",
    credentialRef2: "k-2",
    door: "east",
  });
  await until("both", () => county.of("alarm").length > 0 && county.of("event").length > 0);
  expect(entriesIn(county.of("alarm"))[0]?.body).toEqual({
    acknowledgements: [{ by: "guard", at: "2026-11-22T05:00:00.000Z", comment: null }],
    shelved: { by: "somebody", comment: null },
  });
  expect(entriesIn(county.of("event"))[0]?.body).toEqual({ door: "east" });
});

test("the link comes back by itself when the broker was gone and has forgotten everything", async () => {
  county.acknowledgeAll();
  await using open = await bed();
  await until("the link", () => open.link.state === "answered");
  await broker[Symbol.asyncDispose]();
  await until("it to notice", () => open.link.state === "connecting");
  await open.tell("alarm", "alarm.raised");
  await county[Symbol.asyncDispose]();
  broker = await startMosquitto(["allow_anonymous true"]);
  county = await PlayedCounty.connect(broker.port);
  county.acknowledgeAll();
  await open.link.apply(settingsFor(broker.port));
  await until("the alarm", () => county.of("alarm").length === 1 && held(open, "alarm") === 0);
});

test("a half-open line is cut and taken up anew; what was under way on it arrives", async () => {
  county.acknowledgeAll();
  await using line = await openLine(broker.port);
  await using open = await openBed(folder.path, line.port, { patience: { ...QUICK, silenceMs: 2000, helloMs: 300 } });
  await until("the link", () => open.link.state === "answered");
  const before = line.connections;
  line.freeze();
  await open.tell("alarm", "alarm.raised");
  await until("the alarm over another connection", () => county.of("alarm").length === 1 && held(open, "alarm") === 0);
  expect(line.connections).toBeGreaterThan(before);
});

test("over a line that loses what is larger than 1400 bytes alarms still arrive, the cause is named, and the rest arrives once it is whole", async () => {
  county.acknowledgeAll();
  await using line = await openLine(broker.port);
  line.swallow(1400);
  await using open = await openBed(folder.path, line.port, { patience: { ...QUICK, silenceMs: 2000, helloMs: 300 } });
  await until("the link", () => open.link.state === "answered");
  await open.tell("event", "door.opened", { log: randomBytes(3000).toString("base64") });
  await until("the first connection to be given up", () => line.connections > 1, WAIT_MS);
  await open.tell("alarm", "alarm.raised");
  await until("the alarm", () => county.of("alarm").length === 1 && held(open, "alarm") === 0, WAIT_MS);
  expect(held(open, "event")).toBe(1);
  await until("the cause to be told", () => open.link.trouble?.includes("MTU"), WAIT_MS);
  line.swallow(null);
  await until("the rest", () => county.of("event").length === 1 && held(open, "event") === 0, WAIT_MS);
});

test("a link without a county behind the broker sends little, keeps asking, and sends all when there is one", async () => {
  await using open = await bed();
  for (let i = 0; i < 12; i++) {
    await open.tell("alarm", "alarm.raised");
    await until("it to be sealed", () => held(open, "alarm") === i + 1);
  }
  await until("another hello", () => county.hellos.length >= 3);
  expect(county.of("alarm").length).toBeLessThanOrEqual(2);
  county.acknowledgeAll();
  await until("everything", () => county.of("alarm").length === 12 && held(open, "alarm") === 0);
});

test("a link that is told of another county, and of none, ends and stays ended", async () => {
  county.acknowledgeAll();
  await using open = await bed();
  await until("the link", () => open.link.state === "answered");
  await open.link.apply(null);
  expect([open.link.state, open.link.lag()]).toEqual(["off", []]);
  await open.tell("alarm", "alarm.raised");
  await open.link.apply(settingsFor(broker.port));
  await until("the alarm that came in between", () => county.of("alarm").length === 1);
});

test("changes of the configuration that come at once end with the last one, and with one connection", async () => {
  county.acknowledgeAll();
  await using open = await bed();
  const other = settingsFor(1);
  await Promise.all([
    open.link.apply(other),
    open.link.apply(null),
    open.link.apply(other),
    open.link.apply(settingsFor(broker.port)),
  ]);
  await until("the link", () => open.link.state === "answered");
  await open.tell("alarm", "alarm.raised");
  await until("the alarm, once", () => county.of("alarm").length === 1 && held(open, "alarm") === 0);
  expect(open.link.lag()).toHaveLength(1);
});
