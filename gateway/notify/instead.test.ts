// A try that came to nothing while its alarm called nobody: set free, the alarm goes on where it was, and nobody hears of it twice.
import { describe, expect, it } from "vitest";
import { brief, type NotifyBench, notifyBench, person, settingsWith, step, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { HOT, testCampus, testDevice } from "../alarms/testing.ts";
import type { HandClock } from "../kit/hand-clock.ts";
import { failed, type Outcome } from "./roads/road.ts";

const WANG = person("p-wang", "王甲", "19900000001");
const LI = person("p-li", "李乙", "19900000002");
const MINUTE = 60_000;
const ID = "hot-d0.d0.temperature";

interface Wish {
  readonly by?: readonly string[];
  readonly count?: number;
  readonly clock?: HandClock;
  readonly onDuty?: () => readonly string[];
}

async function open(folder: string, { by = ["sms", "mail"], count = 1, clock, onDuty = () => ["p-wang"] }: Wish = {}) {
  const roads = { sms: new TestRoad(), mail: new TestRoad() };
  const devices = Array.from({ length: count }, (_, i) => testDevice(`d${i}`));
  const rules = devices.map(({ id }) => ({ ...HOT, id: `hot-${id}`, target: { by: "device" as const, id } }));
  const steps = [step(0, "it", by), step(2 * MINUTE, "it", ["sms"]), step(60 * MINUTE, "leader", ["mail"])];
  const notify = settingsWith({ sms: "modem-sms", mail: "smtp" }, count === 1 ? steps.toSpliced(1, 1) : steps);
  const own = await notifyBench({
    folder,
    config: { ...testCampus(rules, devices), notify },
    roads: new Map(Object.entries(roads)),
    persons: [WANG, LI],
    onDuty: (post) => (post === "leader" ? ["p-li"] : onDuty()),
    ...(clock === undefined ? {} : { clock }),
  });
  return { own, roads };
}

/** The alarm is shelved for five minutes while a letter is on its way; then the letter has this outcome. */
async function shelvedMeanwhile(own: NotifyBench, road: TestRoad, outcome: Outcome): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  road.answer = () => promise;
  await own.value(30, undefined, "d0");
  await until("the letter", () => road.letters.length === 1);
  await own.alarms.shelve("admin", ID, { occurrence: null, comment: null }, 5 * MINUTE);
  await until("nobody to be called", () => own.notify.calls()[0]?.state === "held" || own.clock.pass(500));
  resolve(outcome);
  road.answer = new TestRoad().answer;
  await own.ledger();
}

describe("an alarm that is set free goes on where it was", () => {
  it.each(["at once", "after a restart meanwhile"])(
    "by the same step's next road, not the one that failed: %s",
    async (how) => {
      await using folder = tempFolder();
      const expected = ["raised 0 p-wang sms failed refused", "raised 0 p-wang mail accepted"];
      const goesOn = async (own: NotifyBench) => {
        await own.go(3 * MINUTE);
        expect((await own.ledger()).map(brief)).toEqual(expected.slice(0, 1));
        await own.go(3 * MINUTE);
        expect((await own.ledger()).map(brief)).toEqual(expected);
      };
      const { own, roads } = await open(folder.path);
      {
        await using _own = own;
        await shelvedMeanwhile(own, roads.sms, failed("refused", "no", false));
        if (how === "at once") await goesOn(own);
      }
      if (how === "at once") return;
      await using again = (await open(folder.path, { clock: own.clock })).own;
      await goesOn(again);
    },
  );

  it("by the next step when nobody of this one can know", async () => {
    await using folder = tempFolder();
    const { own, roads } = await open(folder.path, { by: ["sms"] });
    await using _own = own;
    await shelvedMeanwhile(own, roads.sms, failed("refused", "no", false));
    await own.go(6 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 p-wang sms failed refused",
      "raised 1 p-li mail accepted",
    ]);
  });

  it("with the next road that was held back itself, to whoever is on duty by then", async () => {
    await using folder = tempFolder();
    let onDuty = ["p-wang"];
    const { own, roads } = await open(folder.path, { onDuty: () => onDuty });
    await using _own = own;
    roads.mail.answer = () => failed("http-429", "wants peace", true, MINUTE);
    roads.sms.answer = () => failed("refused", "no", false);
    await own.value(30, undefined, "d0");
    await own.ledger();
    await own.alarms.shelve("admin", ID, { occurrence: null, comment: null }, 5 * MINUTE);
    await own.go(2 * MINUTE);
    for (const road of Object.values(roads)) road.answer = new TestRoad().answer;
    onDuty = ["p-li"];
    await own.go(4 * MINUTE);
    expect((await own.ledger()).map(brief)).toEqual([
      "raised 0 p-wang sms failed refused",
      "raised 0 p-wang mail dropped held",
      "raised 0 p-li sms accepted",
    ]);
  });

  it("with the repeat, marked, of what may have arrived", async () => {
    await using folder = tempFolder();
    const { own, roads } = await open(folder.path);
    await using _own = own;
    await shelvedMeanwhile(own, roads.sms, { is: "unknown", detail: "no answer" });
    await own.go(6 * MINUTE);
    expect((await own.ledger()).map((row) => `${brief(row)} ${row.repeated}`)).toEqual([
      "raised 0 p-wang sms unknown no-answer-known false",
      "raised 0 p-wang sms accepted true",
    ]);
    expect(roads.mail.letters).toEqual([]);
  });
});

it("a digest that is not taken goes on for each of its alarms from the step that named it", async () => {
  await using folder = tempFolder();
  const { own, roads } = await open(folder.path, { count: 13 });
  await using _own = own;
  for (let i = 0; i < 12; i++) await own.value(30, undefined, `d${i}`);
  await own.go(MINUTE + 55_000);
  roads.sms.answer = () => failed("refused", "no", false);
  await own.go(6000);
  await own.value(30, undefined, "d12");
  await own.go(MINUTE);
  const ledger = await own.ledger();
  const lost = ledger.findLast(({ road, state }) => road === "sms" && state === "failed");
  expect([lost?.says, lost?.alarms.length, Object.keys(lost?.alarms[0] ?? {})]).toEqual(["digest", 13, ["id", "occurrence"]]); // biome-ignore format: one row
  const after = ledger.filter(({ n }) => n > (lost?.n ?? 0));
  const told = after.flatMap((row) => row.alarms.map(({ id }) => `${id.split(".")[1]} ${brief(row).replace(/^\w+ /, "")}`)); // biome-ignore format: one row
  const others = Array.from({ length: 12 }, (_, i) => `d${i} 2 p-li mail accepted`);
  expect(told.toSorted()).toEqual(["d12 0 p-wang mail accepted", ...others].toSorted());
});
