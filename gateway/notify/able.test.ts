// What a road is taken for: one that lives, one that nobody knows of, and one that cannot work until somebody mends it.
import { expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus } from "../alarms/testing.ts";
import { failed } from "./roads/road.ts";

const MINUTE = 60_000;

/** A road that says how it is. */
class TellingRoad extends TestRoad {
  state = "ready";
  condition() {
    return { state: this.state };
  }
}

async function open(folder: string) {
  const roads = { call: new TellingRoad(), sms: new TestRoad() };
  const steps = [step(0, "it", ["call", "sms"])];
  const own = await notifyBench({
    folder,
    config: { ...testCampus([HOT]), notify: settingsWith({ call: "modem-call", sms: "modem-sms" }, steps) },
    roads: new Map(Object.entries(roads)),
    persons: [person("p-wang", "王甲", "19900000001")],
    onDuty: () => ["p-wang"],
  });
  const viewOf = (id: string) => own.notify.roads().find((road) => road.id === id);
  const test = () => own.notify.testRoad("call", { person: "p-wang", post: null }, async () => undefined);
  return { own, roads, viewOf, test };
}

it("a person without a number proves nothing of the road, a busy telephone does", async () => {
  await using folder = tempFolder();
  const { own, roads, viewOf, test } = await open(folder.path);
  await using _own = own;
  for (const [code, state] of [
    ["no-number", "unproven"],
    ["call-refused", "unproven"],
    ["busy", "ready"],
  ] as const) {
    roads.call.answer = () => failed(code, "said no", false);
    await test();
    await own.ledger();
    expect([code, viewOf("call")?.state]).toEqual([code, state]);
  }
});

it("a road whose modem is missing is left for the next one at once, is an alarm after one try, and none when the modem is there again", async () => {
  await using folder = tempFolder();
  const { own, roads, viewOf } = await open(folder.path);
  await using _own = own;
  roads.call.state = "link-port-missing";
  roads.call.answer = () => failed("link-port-missing", "it is not there", true, 30_000);
  await own.value(30);
  await own.go(1000);
  const told = (await own.ledger()).filter(({ alarms }) => alarms[0]?.id.startsWith("hot"));
  expect(told.map(brief)).toEqual(["raised 0 p-wang call failed link-port-missing", "raised 0 p-wang sms accepted"]);
  await until("the alarm of the road", () => own.alarms.get("road-failed.call")?.active);
  roads.call.state = "ready";
  await own.go(MINUTE);
  await until("the alarm to end", () => own.alarms.get("road-failed.call")?.active === false);
  expect(viewOf("call")?.state).toBe("unproven");
});

it("a modem that is missing for two minutes is an alarm although nobody had to be told anything", async () => {
  await using folder = tempFolder();
  const { own, roads, viewOf } = await open(folder.path);
  await using _own = own;
  roads.call.state = "link-port-missing";
  expect(viewOf("call")?.state).toBe("failing");
  await own.go(MINUTE);
  expect(own.alarms.get("road-failed.call")).toBeNull();
  await own.go(2 * MINUTE);
  await until("the alarm of the road", () => own.alarms.get("road-failed.call")?.active);
  expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang sms accepted"]);
});

it("a call whose steps are all taken says that nobody can know of it, until somebody can", async () => {
  await using folder = tempFolder();
  const { own, roads } = await open(folder.path);
  await using _own = own;
  const unheard = () => own.notify.calls().map((call) => call.unheard);
  roads.call.answer = () => failed("no-carrier", "said no", false);
  roads.sms.answer = () => failed("cms-38", "said no", false);
  await own.value(30);
  await own.ledger();
  await until("both to have failed", () => unheard()[0] === true || own.clock.pass(100));
  roads.sms.answer = new TestRoad().answer;
  await until("the next try", () => unheard()[0] === false || own.clock.pass(MINUTE));
});
