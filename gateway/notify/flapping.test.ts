// An alarm that comes and goes over a real ledger: who is told how often, and that whoever was told hears the end.
import { expect, it } from "vitest";
import { brief, type NotifyBench, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus } from "../alarms/testing.ts";
import { accepted, failed } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");

function open(folder: string, sms = new TestRoad()) {
  return notifyBench({
    folder,
    config: { ...testCampus([HOT]), notify: settingsWith({ sms: "modem-sms" }, [step(0, "it", ["sms"])]) },
    roads: new Map([["sms", sms]]),
    persons: [WANG],
  });
}

/** So many changes, one each `everyMs`, beginning with a raise. */
async function changes(own: NotifyBench, count: number, everyMs: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await own.value(i % 2 === 0 ? 30 : 20);
    await own.ledger();
    await own.pass(everyMs);
  }
}

const briefs = async (own: NotifyBench) => (await own.ledger()).map((row) => `${brief(row)} #${row.alarms[0]?.occurrence}`); // biome-ignore format: one row

it.each([15_000, 25_000])(
  "coming and going every %i ms is told twice, not at each raise, and its end when it is calm",
  async (everyMs) => {
    await using folder = tempFolder();
    await using own = await open(folder.path);
    await changes(own, 24, everyMs);
    await own.go(2 * 60_000);
    expect(await briefs(own)).toEqual([
      "raised 0 p-wang sms accepted #1",
      "cleared 0 p-wang sms accepted #1",
      "raised 0 p-wang sms accepted #2",
      "cleared 0 p-wang sms accepted #12",
    ]);
  },
);

it("calm while it stands, and over later: whoever was told hears the end once, and is not told again meanwhile", async () => {
  await using folder = tempFolder();
  await using own = await open(folder.path);
  await changes(own, 7, 5000);
  await own.go(5 * 60_000);
  await own.value(20);
  expect((await briefs(own)).slice(2)).toEqual(["raised 0 p-wang sms accepted #2", "cleared 0 p-wang sms accepted #4"]);
});

it("an end that comes late to its road is not said of an alarm that is there again; the end of that is", async () => {
  await using folder = tempFolder();
  const sms = new TestRoad();
  sms.answer = ({ says }) => (says === "cleared" ? failed("cms-42", "wants peace", true, 60_000) : accepted());
  await using own = await open(folder.path, sms);
  await changes(own, 2, 40_000);
  await own.value(30);
  await own.ledger();
  sms.answer = new TestRoad().answer;
  await own.go(2 * 60_000);
  await own.value(20);
  expect(await briefs(own)).toEqual([
    "raised 0 p-wang sms accepted #1",
    "cleared 0 p-wang sms dropped raised-again #1",
    "raised 0 p-wang sms accepted #2",
    "cleared 0 p-wang sms accepted #2",
  ]);
});
