// Tests of roads and rules: marked on every road, written down before they are sent, and not more of them than somebody bears.
import { expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus } from "../alarms/testing.ts";

const MINUTE = 60_000;
const WANG = person("p-wang", "王甲", "19900000001");
const LI = person("p-li", "李乙", "19900000002");
const KINDS = { post: "post", call: "modem-call", sms: "modem-sms", cloud: "http-sms", voice: "http-voice", group: "dingtalk", mail: "smtp" } as const; // biome-ignore format: one row
const none = async () => undefined;

function open(folder: string) {
  const roads = Object.fromEntries(Object.keys(KINDS).map((id) => [id, new TestRoad()]));
  const steps = Object.keys(KINDS).map((id, i) => step(i * MINUTE, "guard", [id]));
  const config = {
    ...testCampus([HOT]),
    duty: {
      posts: [{ id: "guard", name: "门卫室", place: null, covered: "sometimes", signOnWithinMs: null } as const],
    },
    notify: settingsWith(KINDS, steps),
  };
  const own = notifyBench({ folder, config, roads: new Map(Object.entries(roads)), persons: [WANG, LI], onDuty: () => ["p-wang"] }); // biome-ignore format: one row
  return { roads, own };
}

it("a test of a road is written down before it is sent; somebody who was told enough of them is left in peace, until a time that is said", async () => {
  await using folder = tempFolder();
  const { roads, own: opening } = open(folder.path);
  await using own = await opening;
  const noted: number[] = [];
  const ring = (who: string) =>
    own.notify.testRoad("call", { person: who, post: null }, async () => {
      noted.push(roads.call?.letters.length ?? 0);
    });
  for (let i = 0; i < 3; i++) {
    await ring("p-wang");
    await own.ledger();
  }
  expect(noted).toEqual([0, 1, 2]);
  await own.go(MINUTE);
  await expect(ring("p-wang")).rejects.toMatchObject({ code: "tested-enough", retryAfterMs: 59 * MINUTE });
  await ring("p-li");
  expect((await own.ledger()).map(brief).at(-1)).toBe("test 0 p-li call accepted");
  await own.pass(59 * MINUTE);
  await ring("p-wang");
  expect(noted).toHaveLength(5);
});

it("a test goes to no post that is not there, and nothing is written down of it", async () => {
  await using folder = tempFolder();
  await using own = await open(folder.path).own;
  const noted = async () => expect.unreachable("it cannot be sent");
  await expect(own.notify.testRoad("post", { person: null, post: "gate" }, noted)).rejects.toMatchObject({ code: "not-found" }); // biome-ignore format: one row
  await expect(own.notify.testRoad("post", { person: null, post: null }, noted)).rejects.toMatchObject({ code: "nobody-to-tell" }); // biome-ignore format: one row
});

it("a test of a rule goes the whole way of its plan, says on every road that it is one, and counts nowhere", async () => {
  await using folder = tempFolder();
  const { roads, own: opening } = open(folder.path);
  await using own = await opening;
  await own.notify.testRule("hot", null, "all", none);
  await own.go(7 * MINUTE);
  const ledger = await own.ledger();
  expect(ledger.map(({ road, state, test }) => [road, state, test])).toEqual(
    Object.keys(KINDS).map((id) => [id, "accepted", true]),
  );
  const letters = Object.values(roads).flatMap((road) => road.letters);
  for (const { note, spoken, words } of letters)
    expect([note.title, spoken["zh-CN"], spoken.en, words.alarm, words.place]).toEqual([
      expect.stringContaining("测试"),
      expect.stringMatching(/^这是测试/),
      expect.stringMatching(/^This is a test/),
      expect.stringMatching(/^测试/),
      expect.stringMatching(/^测试/),
    ]);
  expect(letters).toHaveLength(Object.keys(KINDS).length);
  expect(own.notify.records(0, own.clock.now() + MINUTE)).toEqual([]);
  expect(own.notify.deliveriesOf("hot.mr1-th.temperature", 1)).toEqual([]);
  expect(own.alarms.list("all")).toEqual([]);
});
