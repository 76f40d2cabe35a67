// What becomes of a delivery whose road does not take it: retries, other roads, the next step, and the alarm about the road.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus } from "../alarms/testing.ts";
import type { NotifySettings } from "../contract/notify.ts";
import { failed } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const LI = person("p-li", "李乙", "19900000002");
const MINUTE = 60_000;
const GUARD = { id: "guard", name: "门卫室", place: null, covered: "sometimes", signOnWithinMs: null } as const;
const no = (code: string, again = false) => failed(code, "said no", again);

function plan(more: Partial<NotifySettings> = {}): NotifySettings {
  const steps = [
    step(0, "guard", ["post"]),
    step(2 * MINUTE, "it", ["call", "sms"]),
    step(30 * MINUTE, "leader", ["sms"]),
  ];
  return settingsWith({ post: "post", call: "modem-call", sms: "modem-sms" }, steps, more);
}

function open(
  folder: string,
  notify: NotifySettings,
  onDuty: Readonly<Record<string, readonly string[]>> = { guard: ["p-wang"], it: ["p-wang"], leader: ["p-li"] },
) {
  const roads = { post: new TestRoad(), call: new TestRoad(), sms: new TestRoad() };
  const bench = notifyBench({
    folder,
    config: { ...testCampus([HOT]), duty: { posts: [GUARD] }, notify },
    roads: new Map(Object.entries(roads)),
    persons: [WANG, LI],
    onDuty: (post) => onDuty[post] ?? [],
  });
  return { roads, bench };
}

describe("a road that does not take it", () => {
  it("is asked again at most three times, then the person's next road is taken", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path, {
      ...plan(),
      plans: [{ id: "a", severities: ["high"], places: [], steps: [step(0, "it", ["sms", "call"])] }],
    });
    await using own = await bench;
    roads.sms.answer = () => no("no-network", true);
    await own.value(30);
    await own.go(MINUTE);
    const ledger = await own.ledger();
    expect(ledger.map(brief).slice(0, 2)).toEqual([
      "raised 0 p-wang sms failed no-network",
      "raised 0 p-wang call accepted",
    ]);
    expect(ledger[0]?.tries).toBe(3);
    expect(ledger[1]?.insteadOf).toBe(ledger[0]?.n);
  });

  it("is a telephone that cannot be reached: the next road is taken at once", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path, {
      ...plan(),
      plans: [{ id: "a", severities: ["high"], places: [], steps: [step(0, "it", ["call", "sms"])] }],
    });
    await using own = await bench;
    roads.call.answer = () => no("no-carrier", true);
    await own.value(30);
    await own.go(1000);
    const [call, sms] = await own.ledger();
    expect([call, sms].map((one) => one && brief(one))).toEqual([
      "raised 0 p-wang call failed no-carrier",
      "raised 0 p-wang sms accepted",
    ]);
    expect(call?.tries).toBe(1);
  });

  it("because the person could not be had is not asked again, and is no failing road", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path, {
      ...plan(),
      plans: [{ id: "a", severities: ["high"], places: [], steps: [step(0, "it", ["call", "sms"])] }],
    });
    await using own = await bench;
    roads.call.answer = () => no("no-answer", true);
    for (let i = 0; i < 4; i++) {
      await own.value(30);
      await own.ledger();
      await own.value(20);
      await own.go(11 * MINUTE);
    }
    expect(roads.call.letters).toHaveLength(4);
    expect(own.notify.roads().find(({ id }) => id === "call")?.state).toBe("ready");
  });

  it("and is the last one makes the next step due at once", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path, plan());
    await using own = await bench;
    roads.post.answer = () => no("nobody-there");
    await own.value(30);
    await own.ledger();
    await own.go(1000);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 guard post failed nobody-there",
      "raised 1 p-wang call accepted",
    ]);
  });

  it("hides nobody behind a post without anybody on duty: the ledger says so, and the next step is taken", async () => {
    await using folder = tempFolder();
    const { bench } = open(folder.path, plan(), { leader: ["p-li"] });
    await using own = await bench;
    await own.value(30);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 guard post failed nobody-on-duty",
      "raised 0 guard post accepted",
      "raised 1 it call failed nobody-on-duty",
      "raised 2 p-li sms accepted",
    ]);
  });

  it("three times is an alarm of its own, told once and not by this road; the next one taken ends it", async () => {
    await using folder = tempFolder();
    const steps = [step(0, "guard", ["sms", "post"])];
    const { roads, bench } = open(folder.path, settingsWith({ post: "post", sms: "modem-sms" }, steps));
    await using own = await bench;
    roads.sms.answer = () => no("no-network", true);
    await own.value(30);
    await own.go(MINUTE);
    await until("the alarm of the road", () => own.alarms.get("road-failed.sms")?.active);
    const about = (await own.ledger()).filter(({ alarms }) => alarms[0]?.id === "road-failed.sms");
    expect(about.map(brief)).toEqual(["raised 0 guard post accepted"]);
    expect(own.notify.roads().find(({ id }) => id === "sms")?.state).toBe("failing");
    roads.sms.answer = new TestRoad().answer;
    await own.notify.testRoad("sms", { person: "p-wang", post: null }, async () => undefined);
    await own.ledger();
    await until("the alarm to end", () => own.alarms.get("road-failed.sms")?.active === false);
  });

  it("but breaks instead is left for the next one, and others go on", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path, plan());
    await using own = await bench;
    roads.post.answer = () => {
      throw new Error("broken");
    };
    await own.value(30);
    await own.ledger();
    await own.go(1000);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 guard post failed road-broken",
      "raised 1 p-wang call accepted",
    ]);
  });

  it("and hangs delays nobody else, is unknown after its time, and is asked once more, marked", async () => {
    await using folder = tempFolder();
    const notify = settingsWith({ post: "post", sms: "modem-sms" }, [
      step(0, "guard", ["post"]),
      step(0, "it", ["sms"]),
    ]);
    const { roads, bench } = open(folder.path, notify);
    await using own = await bench;
    roads.post.answer = () => new Promise(() => undefined);
    await own.value(30);
    await until("the other road", () => roads.sms.letters.length === 1 && roads.post.letters.length === 1);
    roads.post.answer = new TestRoad().answer;
    own.clock.pass(MINUTE);
    await until("its time to be over", () =>
      own.notify
        .deliveriesOf("hot.mr1-th.temperature", 1)
        .some(({ state }) => state === "unknown" || own.clock.pass(1000)),
    );
    await own.go(10_000);
    const told = (await own.ledger()).filter(({ road }) => road === "post");
    expect(told.map((row) => `${brief(row)} ${row.repeated}`)).toEqual([
      "raised 0 guard post unknown no-answer-known false",
      "raised 0 guard post accepted true",
    ]);
    expect(roads.post.texts[1]).toContain("可能重复");
  });
});

describe("a gateway that was killed", () => {
  it.each(["queued", "on its way", "taken"] as const)(
    "while a delivery was %s tells it once, or once more with the mark",
    async (when) => {
      await using folder = tempFolder();
      await using copy = tempFolder();
      const { roads, bench } = open(folder.path, plan());
      {
        await using own = await bench;
        const kill = () => cpSync(folder.path, join(copy.path, "data"), { recursive: true });
        if (when === "on its way") {
          roads.post.answer = (letter) => {
            kill();
            return new TestRoad().answer(letter, new AbortController().signal);
          };
        }
        if (when === "queued") {
          // The road's pace is used up, so the delivery waits.
          Object.defineProperty(roads.post, "pace", { value: { notes: 1, perMs: 1e9 } });
          await own.notify.testRoad("post", { person: null, post: "guard" }, async () => undefined);
          await own.ledger();
        }
        await own.value(30);
        if (when === "queued") {
          await until("the delivery", () => own.notify.deliveriesOf("hot.mr1-th.temperature", 1).length === 1);
          kill();
        } else await own.ledger();
        if (when === "taken") kill();
      }
      const again = open(join(copy.path, "data"), plan());
      await using own = await again.bench;
      await own.go(10_000);
      const told = (await own.ledger()).flatMap((row) => (row.test ? [] : [`${brief(row)} ${row.repeated}`]));
      const expected = {
        queued: ["raised 0 guard post accepted false"],
        "on its way": ["raised 0 guard post unknown stopped false", "raised 0 guard post accepted true"],
        taken: ["raised 0 guard post accepted false"],
      };
      expect(told).toEqual(expected[when]);
      expect(again.roads.post.letters).toHaveLength(when === "taken" ? 0 : 1);
    },
  );
});
