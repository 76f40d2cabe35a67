// A disk that takes nothing for a while: what a road has answered is not lost, and nothing is said that is not written first.
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus } from "../alarms/testing.ts";
import { accepted, failed } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const ID = "hot.mr1-th.temperature";

function open(folder: string) {
  const roads = { call: new TestRoad(), sms: new TestRoad() };
  const notify = settingsWith({ call: "modem-call", sms: "modem-sms" }, [step(0, "it", ["call", "sms"])]);
  const bench = notifyBench({
    folder,
    config: { ...testCampus([HOT]), notify },
    roads: new Map(Object.entries(roads)),
    persons: [WANG],
  });
  return { roads, bench };
}

/** Deliveries cannot be given one of these states until it is disposed. */
function fullDisk(folder: string, states: readonly string[]): Disposable {
  const db = new DatabaseSync(`${folder}/notify.db`, { timeout: 10_000 });
  const list = states.map((state) => `'${state}'`).join(", ");
  db.exec(`CREATE TRIGGER full BEFORE UPDATE ON delivery WHEN NEW.state IN (${list})
    BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
  return {
    [Symbol.dispose]: () => {
      db.exec("DROP TRIGGER full");
      db.close();
    },
  };
}

/** Lets time pass until what was on its way stands in the ledger with its end. */
function written({ notify, clock }: Awaited<ReturnType<typeof open>["bench"]>): Promise<unknown> {
  const ofState = { alarm: null, occurrence: null, road: null, person: null, state: "sent", says: null, fromMs: null, toMs: null, limit: 10, before: null } as const; // biome-ignore format: one question
  return until("the end to be written", () => {
    clock.pass(1000);
    return notify.deliveries(ofState).deliveries.length === 0;
  });
}

describe("while the disk is full", () => {
  it("a road's refusal is kept: the next road is taken as soon as it can be written, and no road is asked twice", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path);
    await using own = await bench;
    roads.call.answer = () => failed("no-answer", "nobody took it", true);
    {
      using _full = fullDisk(folder.path, ["failed"]);
      await own.value(30);
      await own.pass(1000);
      await until("the call", () => roads.call.letters.length === 1);
      for (let i = 0; i < 20; i++) await own.pass(1000);
      expect(roads.sms.letters).toEqual([]);
    }
    await written(own);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 p-wang call failed no-answer",
      "raised 0 p-wang sms accepted",
    ]);
    expect([roads.call.letters.length, roads.sms.letters.length]).toEqual([1, 1]);
  });

  it("a pressed 1 is kept, and acknowledges", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path);
    await using own = await bench;
    roads.call.answer = () => accepted(null, true);
    {
      using _full = fullDisk(folder.path, ["accepted"]);
      await own.value(30);
      await own.pass(1000);
      await until("the call", () => roads.call.letters.length === 1);
      for (let i = 0; i < 5; i++) await own.pass(1000);
    }
    await written(own);
    await until("the acknowledgement", () => own.alarms.get(ID)?.acknowledged);
    expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang call accepted"]);
  });

  it("nothing is sent that would not stand in the ledger; it goes once when the disk is well again", async () => {
    await using folder = tempFolder();
    const { roads, bench } = open(folder.path);
    await using own = await bench;
    {
      using _full = fullDisk(folder.path, ["sent"]);
      await own.value(30);
      for (let i = 0; i < 20; i++) await own.pass(1000);
      expect(roads.call.letters).toEqual([]);
    }
    await own.go(31_000);
    expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang call accepted"]);
    expect(roads.call.letters).toHaveLength(1);
  });
});
