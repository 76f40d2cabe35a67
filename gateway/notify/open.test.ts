import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { type RobotServer, startRobots } from "#test/harness/robots.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus } from "../alarms/testing.ts";
import { readAll } from "../journal/testing.ts";
import { countyRoad } from "./county-road.ts";
import { DINGTALK } from "./roads/dingtalk.ts";
import type { Road } from "./roads/road.ts";
import { robotRoad } from "./roads/robot.ts";

const MINUTE = 60_000;
const WANG = person("p-wang", "王甲", "19900000001");
const LI = person("p-li", "李乙", "19900000002");
const on = (posts: Readonly<Record<string, readonly string[]>>) => (post: string) => posts[post] ?? [];

function dingtalk(robots: RobotServer) {
  return robotRoad(DINGTALK, { url: () => robots.url("dingtalk"), secret: () => robots.secret }, Date.now);
}

describe("an alarm", () => {
  it("is told by a robot of the group, and the ledger knows that it was taken", async () => {
    await using folder = tempFolder();
    await using robots = await startRobots();
    const config = { ...testCampus([HOT]), notify: settingsWith({ group: "dingtalk" }, [step(0, "guard", ["group"])]) };
    const roads = new Map([["group", dingtalk(robots)]]);
    await using own = await notifyBench({
      folder: folder.path,
      config,
      roads,
      persons: [WANG],
      onDuty: on({ guard: ["p-wang"] }),
    });
    await own.value(30);
    expect((await own.ledger()).map(brief)).toEqual(["raised 0 guard group accepted"]);
    expect(robots.taken[0]?.text).toContain("【高】温度高");
    expect(robots.taken[0]?.phones).toEqual([WANG.phones[0]]);
  });

  it("goes from step to step while nobody answers, and whoever was told hears the end once", async () => {
    await using folder = tempFolder();
    const [post, call, sms] = [new TestRoad(), new TestRoad(), new TestRoad()];
    const steps = [
      step(0, "guard", ["post"]),
      step(2 * MINUTE, "it", ["sms"], ["call"]),
      step(10 * MINUTE, "leader", ["sms"]),
    ];
    const notify = settingsWith({ post: "post", call: "modem-call", sms: "modem-sms" }, steps);
    await using own = await notifyBench({
      folder: folder.path,
      config: { ...testCampus([HOT]), notify },
      roads: new Map([
        ["post", post],
        ["call", call],
        ["sms", sms],
      ]),
      persons: [WANG, LI],
      onDuty: on({ guard: ["p-wang"], it: ["p-wang"], leader: ["p-li"] }),
    });
    await own.value(30);
    await own.go(11 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 guard post accepted",
      "raised 1 p-wang sms accepted",
      "raised 2 p-li sms accepted",
    ]);
    await own.value(20);
    expect((await own.ledger()).slice(3).map(brief)).toEqual([
      "cleared 0 guard post accepted",
      "cleared 1 p-wang sms accepted",
      "cleared 2 p-li sms accepted",
    ]);
    expect(call.letters).toEqual([]);
  });
});

it("an alarm that nobody answers goes up to the county as an entry with its step, once, also while the county is away", async () => {
  await using folder = tempFolder();
  let isConnected = false;
  const steps = [step(0, "guard", ["post"]), step(MINUTE, "county", ["up"])];
  const roads = new Map<string, Road>([["post", new TestRoad()]]);
  const config = { ...testCampus([HOT]), notify: settingsWith({ post: "post", up: "county" }, steps) };
  await using own = await notifyBench({ folder: folder.path, config, roads, persons: [WANG] });
  const { journal, clock } = own;
  const stepOf = (delivery: number) => own.notify.stepOf(delivery);
  roads.set("up", countyRoad({ journal, isConnected: () => isConnected, stepOf, clock }));
  await own.value(30);
  await own.go(MINUTE);
  isConnected = true;
  await own.go(30_000);
  expect((await own.ledger()).map(brief)).toEqual(["raised 0 guard post accepted", "raised 1 county up accepted"]);
  const bodies = (await readAll(journal)).flatMap((entry) =>
    entry.kind === "event" && entry.type === "notify.escalated" ? [entry.body] : [],
  );
  expect(bodies).toEqual([{ alarm: "hot.mr1-th.temperature", occurrence: 1, step: 1 }]);
});

it("a damaged ledger is set aside, and alarms are told all the same", async () => {
  await using folder = tempFolder();
  writeFileSync(join(folder.path, "notify.db"), "SQLite format 3\0 and then nothing of the kind".repeat(200));
  const post = new TestRoad();
  const config = { ...testCampus([HOT]), notify: settingsWith({ post: "post" }, [step(0, "guard", ["post"])]) };
  await using own = await notifyBench({
    folder: folder.path,
    config,
    roads: new Map([["post", post]]),
    persons: [WANG],
  });
  await own.value(30);
  const told = (await own.ledger()).filter(({ alarms }) => alarms.some(({ id }) => id === "hot.mr1-th.temperature"));
  expect(told.map(brief)).toEqual(["raised 0 guard post accepted"]);
});

it("settings that cannot come into force leave those of before running, are told, and are tried again; without any the journal waits for nobody", async () => {
  await using folder = tempFolder();
  const settings = (...roads: readonly string[]) =>
    settingsWith(Object.fromEntries(roads.map((id) => [id, "post" as const])), [step(0, "guard", roads)]);
  const config = { ...testCampus([HOT]), notify: settings("old") };
  let isBroken = false;
  const roads = () => {
    if (isBroken) throw new Error("the disk is full");
    return new Map([...config.notify.roads.map(({ id }) => id), "new"].map((id) => [id, new TestRoad()]));
  };
  await using own = await notifyBench({ folder: folder.path, config, roads, persons: [WANG] });
  const { notify, alarms, journal } = own;
  const ids = () => notify.roads().map(({ id }) => id);

  isBroken = true;
  await expect(own.apply(settings("new"))).rejects.toThrow("the disk is full");
  expect([ids(), notify.trouble?.detail]).toEqual([["old"], "the disk is full"]);
  expect(alarms.get("notify-settings")?.active).toBe(true);
  isBroken = false;
  await own.pass(30_000);
  await until("the settings to be in force", () => notify.trouble === null && !alarms.get("notify-settings")?.active);
  expect(ids()).toEqual(["new"]);

  const cursors = () => journal.status().cursors.map(({ consumer }) => consumer);
  expect(cursors()).toContain("notify");
  await own.apply(null);
  expect(cursors()).not.toContain("notify");
});
