// An alarm that comes and goes over a real ledger: who is told how often, and that whoever was told hears the end.
import { expect, it } from "vitest";
import { brief, type NotifyBench, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus } from "../alarms/testing.ts";

const WANG = person("p-wang", "王甲", "19900000001");

function open(folder: string) {
  return notifyBench({
    folder,
    config: { ...testCampus([HOT]), notify: settingsWith({ sms: "modem-sms" }, [step(0, "it", ["sms"])]) },
    roads: new Map([["sms", new TestRoad()]]),
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
