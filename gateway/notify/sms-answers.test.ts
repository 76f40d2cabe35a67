// Answers by text message and by key: which alarm is meant, and that none is lost when it cannot be stored.
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import { accepted } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const MINUTE = 60_000;
const raised = (n: number) => `hot-d${n}.d${n}.temperature`;

async function open(folder: string, kind: "modem-sms" | "modem-call" = "modem-sms") {
  const road = new TestRoad();
  const devices = [testDevice("d0"), testDevice("d1")];
  const rules = devices.map(({ id }) => ({ ...HOT, id: `hot-${id}`, target: { by: "device" as const, id } }));
  const own = await notifyBench({
    folder,
    config: { ...testCampus(rules, devices), notify: settingsWith({ road: kind }, [step(0, "it", ["road"])]) },
    roads: new Map([["road", road]]),
    persons: [WANG],
  });
  const isSeen = (n: number) => own.alarms.get(raised(n))?.acknowledged ?? false;
  const tell = async (n: number, value = 30) => {
    await own.value(value, undefined, `d${n}`);
    await own.go(1000);
  };
  const says = (text: string, of?: { at: string; key: string }) => own.notify.smsReply("19900000001", text, of);
  const reasons = () => own.audits.map(({ detail }) => detail?.reason);
  return { own, road, isSeen, tell, says, reasons };
}

describe("a bare 1", () => {
  it("that was asked for by an alarm which is over acknowledges no other; that one has its code", async () => {
    await using folder = tempFolder();
    const { own, road, isSeen, tell, says, reasons } = await open(folder.path);
    await using _own = own;
    await tell(0);
    await tell(1);
    await tell(0, 20);
    await says("1");
    expect([isSeen(1), reasons()]).toEqual([false, ["no-such-code"]]);
    await says(/1 \d\d/.exec(road.texts[1] ?? "")?.[0] ?? "");
    expect(isSeen(1)).toBe(true);
  });

  it("may be meant for the message before, over or not: what is told soon after it has a code", async () => {
    await using folder = tempFolder();
    const { own, road, isSeen, tell, says } = await open(folder.path);
    await using _own = own;
    await tell(0);
    await tell(0, 20);
    await own.go(2 * MINUTE);
    await tell(1);
    await says("1");
    expect(isSeen(1)).toBe(false);
    expect(road.texts.at(-1)).toMatch(/确认请回复 1 \d\d。/);
  });

  it("of an hour before the message that it would answer does nothing, and the same message counts once", async () => {
    await using folder = tempFolder();
    const { own, isSeen, tell, says, reasons } = await open(folder.path);
    await using _own = own;
    await tell(0);
    const late = { at: new Date(own.clock.now() - 60 * MINUTE).toISOString(), key: "k1" };
    await says("1", late);
    await says("1", late);
    expect([isSeen(0), reasons()]).toEqual([false, ["older-than-message"]]);
    await says("1", { at: new Date(own.clock.now()).toISOString(), key: "k2" });
    expect(isSeen(0)).toBe(true);
  });
});

it("who answers by text message hears once that it counts", async () => {
  await using folder = tempFolder();
  const { own, road, tell, says } = await open(folder.path);
  await using _own = own;
  await tell(0);
  await says("回复1");
  await own.go(MINUTE);
  expect((await own.ledger()).map(brief)).toEqual([
    "raised 0 p-wang road accepted",
    "acknowledged 0 p-wang road accepted",
  ]);
  expect(road.texts.at(-1)).toMatch(/已确认/);
});

/** Nothing that somebody has acknowledged can be stored until it is disposed. */
function fullDisk(folder: string): Disposable {
  const db = new DatabaseSync(`${folder}/state.db`, { timeout: 10_000 });
  const acknowledged = "NEW.body ->> '$.acknowledged' AND NEW.body ->> '$.occurrence' > 0";
  db.exec(
    `CREATE TRIGGER full BEFORE INSERT ON alarm WHEN ${acknowledged} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
  );
  return {
    [Symbol.dispose]: () => {
      db.exec("DROP TRIGGER full");
      db.close();
    },
  };
}

describe("while an acknowledgement cannot be stored", () => {
  it("a text message is refused, so that it stays in the modem; it counts when it comes again", async () => {
    await using folder = tempFolder();
    const { own, isSeen, tell, says } = await open(folder.path);
    await using _own = own;
    await tell(0);
    {
      using _full = fullDisk(folder.path);
      await expect(says("1", { at: "", key: "k1" })).rejects.toThrow(/full/);
      expect((await own.ledger()).map(({ answered }) => answered)).toEqual([false]);
    }
    await says("1", { at: "", key: "k1" });
    expect(isSeen(0)).toBe(true);
  });

  it("a pressed key is kept, and counts within seconds of the disk being well", async () => {
    await using folder = tempFolder();
    const { own, road, isSeen, tell } = await open(folder.path, "modem-call");
    await using _own = own;
    using full = new DisposableStack();
    road.answer = () => {
      full.use(fullDisk(folder.path));
      return accepted(null, true);
    };
    await tell(0);
    await own.go(10_000);
    expect(isSeen(0)).toBe(false);
    full.dispose();
    await until("the acknowledgement", () => {
      own.clock.pass(250);
      return isSeen(0);
    });
  });
});
