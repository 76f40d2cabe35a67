// Answers, floods, flapping, restarts and tests: who hears what, and what a word back does.
import { describe, expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import { readAll } from "../journal/testing.ts";
import { accepted, failed } from "./roads/road.ts";

const ID = "hot.mr1-th.temperature";
const WANG = person("p-wang", "王甲", "+86 199 0000 0001");
const LI = person("p-li", "李乙", "19900000002");
const MINUTE = 60_000;

function open(folder: string, devices = [testDevice("mr1-th")]) {
  const roads = { post: new TestRoad(), call: new TestRoad(), sms: new TestRoad() };
  const steps = [step(0, "guard", ["post"]), step(2 * MINUTE, "it", ["call"]), step(10 * MINUTE, "leader", ["sms"])];
  const notify = settingsWith({ post: "post", call: "modem-call", sms: "modem-sms" }, steps);
  const rules = devices.map(({ id }) => ({
    ...HOT,
    id: devices.length === 1 ? "hot" : `hot-${id}`,
    target: { by: "device" as const, id },
  }));
  const bench = notifyBench({
    folder,
    config: { ...testCampus(rules, devices), notify },
    roads: new Map(Object.entries(roads)),
    persons: [WANG, LI],
    onDuty: (post) => (post === "leader" ? ["p-li"] : ["p-wang"]),
  });
  return { roads, bench };
}

describe("an answer", () => {
  it("by pressing 1 acknowledges as that person, stops the steps, and is told to whoever else was told", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path);
    await using own = await bench;
    roads.call.answer = () => accepted(null, true);
    await own.value(30);
    await own.go(3 * MINUTE);
    await until("the acknowledgement", () => own.alarms.get(ID)?.acknowledged);
    expect(own.alarms.get(ID)?.acknowledgements[0]?.by).toBe("p-wang");
    await own.go(10 * MINUTE);
    const ledger = await own.ledger();
    expect(ledger.map(brief)).toEqual([
      "raised 0 guard post accepted",
      "raised 1 p-wang call accepted",
      "acknowledged 0 guard post accepted",
    ]);
    expect(ledger[1]?.answered).toBe(true);
    const entries = (await readAll(own.journal)).filter(
      (entry) => entry.kind === "event" && entry.type === "notify.answered",
    );
    expect(entries.map((entry) => "body" in entry && entry.body)).toEqual([
      { alarm: ID, occurrence: 1, person: "p-wang", road: "modem-call", delivery: ledger[1]?.n },
    ]);
  });

  it("by text message counts only from a number that was told, and only for what is open; the rest is audited", async () => {
    await using folder = tempFolder();
    const { bench } = open(folder.path);
    await using own = await bench;
    await own.value(30);
    await own.go(11 * MINUTE);
    await own.notify.smsReply("19912345678", "1");
    await own.notify.smsReply("19900000002", "请问是谁");
    expect(own.alarms.get(ID)?.acknowledged).toBe(false);
    expect(own.audits.map(({ type, detail }) => [type, detail])).toEqual([
      ["notify.reply-refused", { from: "199****5678", reason: "nothing-open" }],
      ["notify.reply-refused", { from: "199****0002", reason: "other-text" }],
    ]);
    await own.notify.smsReply("+8619900000002", " 收到。");
    expect(own.alarms.get(ID)?.acknowledgements.map(({ by }) => by)).toEqual(["p-li"]);
  });
});

describe("an acknowledgement on the console", () => {
  it("ends the ringing: what has not been taken is dropped with that word, and nobody else is told in its place", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path);
    await using own = await bench;
    roads.call.answer = async ({ unwanted }) => {
      await own.alarms.acknowledge("guard", ID, { occurrence: 1, comment: null });
      await until("the hanging up", () => {
        own.clock.pass(250);
        return unwanted?.aborted;
      });
      return failed("unwanted", "", false);
    };
    await own.value(30);
    await own.go(3 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 guard post accepted",
      "raised 1 p-wang call dropped answered",
    ]);
  });
});

describe("many alarms", () => {
  it("are one digest and a last word for each person, not one note each", async () => {
    await using folder = tempFolder();
    const devices = Array.from({ length: 40 }, (_, i) => testDevice(`d${i}`));
    const { roads, bench } = open(folder.path, devices);
    await using own = await bench;
    for (const { id } of devices) await own.value(30, undefined, id);
    await own.go(MINUTE);
    const raised = (await own.ledger()).filter(({ says }) => says === "raised" || says === "digest");
    const digests = raised.filter(({ says }) => says === "digest");
    expect(digests.map(({ alarms }) => alarms.length)).toEqual([40 - (raised.length - 1)]);
    expect(raised.length).toBeLessThanOrEqual(11);
    expect(roads.post.texts.at(-1)).toMatch(/^测试，共.*条告警，最严重的是，高，d\d+/);
  });

  it("that are one which comes and goes are told twice, the second time with the count, and its end when it is calm", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path);
    await using own = await bench;
    for (let i = 0; i < 8; i++) {
      await own.value(30);
      await own.go(2000);
      await own.value(20);
      await own.go(2000);
    }
    await own.go(90_000);
    const told = (await own.ledger()).map(({ says }) => says);
    expect(told.filter((says) => says === "raised").length).toBeLessThanOrEqual(3);
    expect(told.filter((says) => says === "cleared").length).toBeLessThanOrEqual(2);
    expect(roads.post.texts.some((text) => /已告警.次/.test(text))).toBe(true);
  });
});

describe("a restart", () => {
  it("sends nothing again, and goes on with the step that is due", async () => {
    await using folder = tempFolder();
    const first = open(folder.path);
    let clock: Awaited<typeof first.bench>["clock"];
    {
      await using own = await first.bench;
      await own.value(30);
      await own.go(MINUTE);
      clock = own.clock;
    }
    const roads = { post: new TestRoad(), call: new TestRoad() };
    const steps = [step(0, "guard", ["post"]), step(2 * MINUTE, "it", ["call"])];
    await using own = await notifyBench({
      folder: folder.path,
      config: { ...testCampus([HOT]), notify: settingsWith({ post: "post", call: "modem-call" }, steps) },
      roads: new Map(Object.entries(roads)),
      persons: [WANG],
      clock,
    });
    await own.go(30_000);
    expect([roads.post.letters.length, roads.call.letters.length]).toEqual([0, 0]);
    clock.setWall(clock.now() - 3_600_000);
    await own.go(40_000);
    expect([roads.post.letters.length, roads.call.letters.length]).toEqual([0, 1]);
  });
});

describe("a test", () => {
  it("of a rule tells its first step, says so in the text, and raises nothing", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path);
    await using own = await bench;
    await own.notify.testRule("hot", null, "first", async () => undefined);
    const ledger = await own.ledger();
    expect(ledger.map((row) => `${brief(row)} ${row.test}`)).toEqual(["raised 0 guard post accepted true"]);
    expect(roads.post.texts[0]).toMatch(/^这是测试/);
    await own.go(5 * MINUTE);
    expect(own.alarms.list("all")).toEqual([]);
    expect(await own.ledger()).toHaveLength(1);
    await expect(own.notify.testRule("none", null, "first", async () => undefined)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("is possible only while campus.yaml has roads; without them nothing is told and nothing fails", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path);
    await using own = await bench;
    await own.apply(null);
    await own.value(30);
    expect(roads.post.letters).toEqual([]);
    await expect(
      own.notify.testRoad("post", { person: null, post: "guard" }, async () => undefined),
    ).rejects.toMatchObject({
      code: "not-notifying",
    });
  });
});
