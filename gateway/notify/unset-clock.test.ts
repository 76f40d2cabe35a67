// A gateway that woke with an empty clock: it cannot know whether people sleep, and what it says must not name a time of 1970.
import { expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus } from "../alarms/testing.ts";
import { handClock } from "../kit/hand-clock.ts";

it("a gateway whose clock was never set takes the roads that wake people, and says that it does not know the time", async () => {
  await using folder = tempFolder();
  const roads = { call: new TestRoad(), sms: new TestRoad(), mail: new TestRoad() };
  const steps = [step(0, "it", ["mail"], ["call"]), step(60_000, "it", ["sms"])];
  const notify = settingsWith({ call: "modem-call", sms: "modem-sms", mail: "smtp" }, steps);
  await using own = await notifyBench({
    folder: folder.path,
    config: { ...testCampus([HOT]), notify },
    roads: new Map(Object.entries(roads)),
    persons: [person("p-wang", "王甲", "19900000001")],
    // 08:05 on campus, if it were true.
    clock: handClock(Date.UTC(1970, 0, 1, 0, 5)),
  });
  await own.value(30);
  await own.go(61_000);
  expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang call accepted", "raised 1 p-wang sms accepted"]);
  expect(roads.call.letters[0]?.spoken["zh-CN"]).not.toContain("点");
  expect(roads.sms.texts[0]).toContain("温度高 温度 30 ℃ 时间未校准。");
  await own.value(20);
  await own.go(61_000);
  expect([...roads.sms.texts, ...roads.mail.texts].join("\n")).not.toMatch(/\d\d:\d\d/);
  expect(roads.sms.texts.at(-1)).toContain("时间未校准 至 时间未校准");
});
