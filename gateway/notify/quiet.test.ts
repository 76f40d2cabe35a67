// When nobody is told, or later, or once for many: maintenance and shelves, a road's pace, the daily proof, the last word after a flood.
import { describe, expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import type { NotifySettings, RoadKind } from "../contract/notify.ts";
import type { Pace } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const MINUTE = 60_000;
const ID = "hot.mr1-th.temperature";
const CHINA_MS = 8 * 3_600_000;

class PacedRoad extends TestRoad {
  override readonly pace: Pace = { notes: 2, perMs: MINUTE };
}

function open(
  folder: string,
  roads: Readonly<Record<string, TestRoad>>,
  more: Partial<NotifySettings> = {},
  count = 1,
) {
  const kinds: Readonly<Record<string, RoadKind>> = {
    post: "post",
    call: "modem-call",
    sms: "modem-sms",
    mail: "smtp",
  };
  const own = Object.keys(roads);
  const notify = settingsWith(
    Object.fromEntries(own.map((id) => [id, kinds[id] ?? "post"])),
    [step(0, "it", own.slice(0, 1))],
    more,
  );
  const devices = count === 1 ? [testDevice("mr1-th")] : Array.from({ length: count }, (_, i) => testDevice(`d${i}`));
  const rules = devices.map(({ id }) => ({
    ...HOT,
    id: count === 1 ? "hot" : `hot-${id}`,
    target: { by: "device" as const, id },
  }));
  return notifyBench({
    folder,
    config: { ...testCampus(rules, devices), notify },
    roads: new Map(Object.entries(roads)),
    persons: [WANG],
  });
}

describe("an alarm that calls nobody for now", () => {
  it("because somebody works there is told when the work is over, if it still stands", async () => {
    await using folder = tempFolder();
    const sms = new TestRoad();
    await using own = await open(folder.path, { sms });
    const fromMs = own.clock.now() - 1000;
    const wish = { scope: { campus: true } as const, fromMs, toMs: fromMs + 10 * MINUTE, comment: null, by: "admin" };
    await own.alarms.desk.addMaintenance(wish);
    await own.value(30);
    await own.go(9 * MINUTE);
    expect(await own.ledger()).toEqual([]);
    expect(own.notify.calls().map(({ state }) => state)).toEqual(["held"]);
    await own.go(2 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual(["raised 0 p-wang sms accepted"]);
  });

  it("because it was shelved is told when it is back, and not at all when it is over by then", async () => {
    await using folder = tempFolder();
    const sms = new TestRoad();
    await using own = await open(folder.path, { sms });
    await own.value(30);
    await own.alarms.shelve("admin", ID, { occurrence: null, comment: null }, 5 * MINUTE);
    await own.go(4 * MINUTE);
    const before = (await own.ledger()).length;
    expect(before).toBeLessThanOrEqual(1);
    await own.go(2 * MINUTE);
    expect((await own.ledger()).filter(({ says }) => says === "raised")).toHaveLength(1);
    await own.value(20);
    await own.go(MINUTE);
    expect((await own.ledger()).filter(({ says }) => says === "raised").length).toBeLessThanOrEqual(2);
  });
});

it("what must wait for its road's pace is joined into one letter, and nothing is left out", async () => {
  await using folder = tempFolder();
  const sms = new PacedRoad();
  await using own = await open(folder.path, { sms }, {}, 6);
  for (let i = 0; i < 6; i++) await own.value(30, undefined, `d${i}`);
  await own.go(3 * MINUTE);
  const ledger = await own.ledger();
  expect(
    new Set(ledger.filter(({ state }) => state === "accepted").flatMap(({ alarms }) => alarms.map(({ id }) => id)))
      .size,
  ).toBe(6);
  expect(sms.letters.length).toBeLessThanOrEqual(4);
});

it("once a day at its minute every road that does not ring says that it lives, also over a restart", async () => {
  await using folder = tempFolder();
  const roads = { sms: new TestRoad(), mail: new TestRoad(), call: new TestRoad() };
  let clock: Awaited<ReturnType<typeof open>>["clock"];
  const settingsAt = (nowMs: number): Partial<NotifySettings> => {
    const minute = Math.floor(((nowMs + CHINA_MS) % 86_400_000) / MINUTE) + 2;
    return { proof: { minute: minute % 1440, to: "it" } };
  };
  let settings: Partial<NotifySettings>;
  {
    await using own = await open(folder.path, roads);
    clock = own.clock;
    settings = settingsAt(clock.now());
    await own.apply({
      ...settingsWith({ sms: "modem-sms", mail: "smtp", call: "modem-call" }, [step(0, "it", ["sms"])]),
      ...settings,
    });
    await own.go(4 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual(["proof 0 p-wang sms accepted", "proof 0 p-wang mail accepted"]);
  }
  await using again = await notifyBench({
    folder: folder.path,
    config: {
      ...testCampus([HOT]),
      notify: settingsWith({ sms: "modem-sms", mail: "smtp", call: "modem-call" }, [step(0, "it", ["sms"])], settings),
    },
    roads: new Map(Object.entries(roads)),
    persons: [WANG],
    clock,
  });
  await again.go(3 * MINUTE);
  expect(await again.ledger()).toHaveLength(2);
  expect([roads.sms.letters.length, roads.mail.letters.length, roads.call.letters.length]).toEqual([1, 1, 0]);
  expect(roads.sms.texts[0]).toContain("正常");
});
