// What a road has said of itself counts for longer than its try: a refused proof of life, and that it wants peace.
import { expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import type { NotifySettings } from "../contract/notify.ts";
import type { HandClock } from "../kit/hand-clock.ts";
import { accepted, failed } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const MINUTE = 60_000;
const CHINA_MS = 8 * 3_600_000;

function open(folder: string, group: TestRoad, more: Partial<NotifySettings> = {}, clock?: HandClock) {
  const devices = [testDevice("d0"), testDevice("d1")];
  const rules = devices.map(({ id }) => ({ ...HOT, id: `hot-${id}`, target: { by: "device" as const, id } }));
  const kinds = { group: "dingtalk", sms: "modem-sms" } as const;
  return notifyBench({
    folder,
    config: { ...testCampus(rules, devices), notify: settingsWith(kinds, [step(0, "it", ["group", "sms"])], more) },
    roads: new Map([
      ["group", group],
      ["sms", new TestRoad()],
    ]),
    persons: [WANG],
    ...(clock && { clock }),
  });
}

it("a daily proof that is refused is the alarm of its road at once, and the next letter that is taken ends it", async () => {
  await using folder = tempFolder();
  const group = new TestRoad();
  await using own = await open(folder.path, group);
  const minute = (Math.floor(((own.clock.now() + CHINA_MS) % 86_400_000) / MINUTE) + 2) % 1440;
  const steps = [step(0, "it", ["group", "sms"])];
  await own.apply(settingsWith({ group: "dingtalk", sms: "modem-sms" }, steps, { proof: { minute, to: "it" } }));
  group.answer = ({ says }) => (says === "proof" ? failed("dingtalk-300005", "token is not exist", false) : accepted());
  await own.go(4 * MINUTE);
  expect(own.alarms.get("road-failed.group")?.active).toBe(true);
  expect(own.notify.roads()[0]?.state).toBe("failing");
  await own.value(30, undefined, "d0");
  await own.go(2000);
  expect(own.alarms.get("road-failed.group")?.active).toBe(false);
});

it("a service that wants peace for ten minutes has it over a restart, too", async () => {
  await using folder = tempFolder();
  const group = new TestRoad();
  group.answer = () => failed("dingtalk-130101", "too fast", true, 10 * MINUTE);
  let clock: HandClock;
  {
    await using own = await open(folder.path, group);
    clock = own.clock;
    await own.value(30, undefined, "d0");
    await own.go(1000);
  }
  const again = new TestRoad();
  await using own = await open(folder.path, again, {}, clock);
  await own.value(30, undefined, "d1");
  await own.go(1000);
  expect(again.letters).toEqual([]);
  expect((await own.ledger()).map(brief)).toContain("raised 0 it group failed paused");
  await own.go(10 * MINUTE);
  await own.value(20, undefined, "d1");
  await own.go(MINUTE);
  await own.value(30, undefined, "d1");
  await own.go(1000);
  expect(again.letters.length).toBeGreaterThan(0);
});
