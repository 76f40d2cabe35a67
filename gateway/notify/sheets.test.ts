// 今日平安 on its way to the head: over a real ledger, with roads that the test has, and once to a robot's server.
import { describe, expect, it } from "vitest";
import { brief, notifyBench, person, settingsWith, TestRoad } from "#test/harness/notify.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { testCampus } from "../alarms/testing.ts";
import type { PostSettings } from "../contract/duty.ts";
import type { NotifySettings, RoadKind } from "../contract/notify.ts";
import { type HandClock, handClock } from "../kit/hand-clock.ts";
import type { SheetText } from "./port.ts";
import { accepted, failed, type Outcome } from "./roads/road.ts";

const HEAD = person("p-head", "校长甲", "19900000001");
const DEPUTY = person("p-deputy", "副校长乙", "19900000002");
const KINDS: Readonly<Record<string, RoadKind>> = { sms: "modem-sms", mail: "smtp", group: "wecom" };

interface Wish {
  readonly folder: string;
  readonly clock: HandClock;
  readonly sheet?: Partial<NonNullable<NotifySettings["sheet"]>> | null;
  readonly roads?: Readonly<Record<string, TestRoad>>;
  readonly onDuty?: (post: string) => readonly string[];
  readonly text?: SheetText;
  readonly posts?: readonly PostSettings[];
}

const words: SheetText = async ({ day, part, withNames }) => [
  `${day} ${part}`,
  withNames ? "值班：赵甲。" : "值班：门卫室。",
  "设备正常。",
];

function settingsOf(more: Wish["sheet"]): NotifySettings {
  const sheet = { to: ["p-head"], by: ["sms", "mail"], morningMinute: 8 * 60 + 15, eveningMinute: 22 * 60, ...more };
  return settingsWith(KINDS, [], { sheet: more === null ? null : sheet });
}

const roadsOf = () => ({ sms: new TestRoad(), mail: new TestRoad(), group: new TestRoad() });

function open({ folder, clock, sheet, roads = roadsOf(), onDuty = () => [], text = words, posts = [] }: Wish) {
  return notifyBench({
    folder,
    clock,
    config: { ...testCampus([]), duty: { posts }, notify: settingsOf(sheet) },
    roads: new Map(Object.entries(roads)),
    persons: [HEAD, DEPUTY],
    onDuty,
    sheetText: text,
  });
}

const moment = (day: string, time: string) => Date.parse(`${day}T${time}:00+08:00`);
const at = (day: string, time: string) => handClock(moment(day, time));

type Own = Awaited<ReturnType<typeof open>>;

/** The clock of the gateway is set, and goes on for a while. */
async function becomes(own: Own, day: string, time: string): Promise<void> {
  own.clock.setWall(moment(day, time));
  await own.go(61_000);
}

const sent = async (own: Own) => (await own.ledger()).map(brief);
const titles = (road: TestRoad) => road.letters.map(({ note }) => note.title);
const MORNING = "【测试今日平安】2026-12-01 morning";

describe("the sheet of the day", () => {
  it("goes at its two times, on a holiday too, as three lines with the campus in front", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    await using own = await open({ folder: folder.path, clock: at("2027-01-01", "08:13"), roads });
    await own.go(61_000);
    expect(roads.sms.texts).toEqual([]);
    await own.go(121_000);
    await becomes(own, "2027-01-01", "17:59");
    await becomes(own, "2027-01-01", "22:00");
    await becomes(own, "2027-01-01", "23:59");
    expect(roads.sms.texts).toEqual([
      "【测试今日平安】2027-01-01 morning\n值班：赵甲。\n设备正常。",
      "【测试今日平安】2027-01-01 evening\n值班：赵甲。\n设备正常。",
    ]);
    expect(await sent(own)).toEqual(["sheet 0 p-head sms accepted", "sheet 0 p-head sms accepted"]);
  });

  it("goes by the next road when one fails, to each of them once, and stands in the ledger as what it is", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    roads.sms.answer = ({ person: who }) => (who === "p-head" ? failed("CMS 38", "", false) : accepted());
    const sheet = { to: ["p-head", "leaders"], by: ["sms", "mail"] };
    const onDuty = () => ["p-deputy"];
    const posts = [{ id: "leaders", name: "带班领导", place: null, covered: "always" as const, signOnWithinMs: null }];
    await using own = await open({
      folder: folder.path,
      clock: at("2026-12-01", "08:14"),
      roads,
      sheet,
      onDuty,
      posts,
    });
    await own.go(121_000);
    expect(await sent(own)).toEqual([
      "sheet 0 p-head sms failed CMS 38",
      "sheet 0 p-deputy sms accepted",
      "sheet 0 p-head mail accepted",
    ]);
    expect(own.notify.records(0, own.clock.now() + 1)).toEqual([]);
  });

  it("names nobody to a group", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    const posts = [{ id: "leaders", name: "带班领导", place: null, covered: "always" as const, signOnWithinMs: null }];
    const sheet = { to: ["leaders"], by: ["group"] };
    await using own = await open({ folder: folder.path, clock: at("2026-12-01", "08:14"), roads, sheet, posts });
    await own.go(91_000);
    expect(roads.group.texts).toEqual([`${MORNING}\n值班：门卫室。\n设备正常。`]);
  });

  it("says in the ledger that nobody is on duty, and goes to whoever comes", async () => {
    await using folder = await tempFolder();
    const posts = [{ id: "leaders", name: "带班领导", place: null, covered: "always" as const, signOnWithinMs: null }];
    let onDuty: readonly string[] = [];
    const wish = { sheet: { to: ["leaders"] }, posts, onDuty: () => onDuty };
    await using own = await open({ folder: folder.path, clock: at("2026-12-01", "08:14"), ...wish });
    await own.go(91_000);
    expect(await sent(own)).toEqual(["sheet 0 leaders sms failed nobody-on-duty"]);
    onDuty = ["p-deputy"];
    await own.go(61_000);
    expect((await sent(own)).slice(1)).toEqual(["sheet 0 p-deputy sms accepted"]);
  });

  it("says so when it cannot be made, after three tries", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    let asked = 0;
    const text: SheetText = () => {
      asked++;
      return Promise.reject(new Error("the disk is gone"));
    };
    await using own = await open({ folder: folder.path, clock: at("2026-12-01", "08:14"), roads, text });
    await own.go(121_000);
    expect(titles(roads.sms)).toEqual(["【测试今日平安】平安表未能生成，请在控制台查看。"]);
    expect(asked).toBe(3);
  });
});

describe("once for each part of a day", () => {
  it("over clocks that are set forward and back, and a clock that says 1970", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    await using own = await open({ folder: folder.path, clock: handClock(0), roads });
    await own.go(61_000);
    await becomes(own, "2026-12-01", "06:00");
    await becomes(own, "2026-12-01", "12:00");
    await becomes(own, "2026-11-30", "09:00");
    await becomes(own, "2026-12-01", "08:16");
    await becomes(own, "2026-12-01", "17:59");
    expect(titles(roads.sms)).toEqual([MORNING]);
  });

  it("late after a stop, as long as it is that part of the day, and never for one before", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    const clock = at("2026-12-01", "07:30");
    {
      await using own = await open({ folder: folder.path, clock, roads });
      await own.go(61_000);
    }
    clock.setWall(moment("2026-12-01", "17:30"));
    {
      await using own = await open({ folder: folder.path, clock, roads });
      await own.go(61_000);
      expect(titles(roads.sms)).toEqual([MORNING]);
    }
    clock.setWall(moment("2026-12-02", "18:30"));
    await using own = await open({ folder: folder.path, clock, roads });
    await own.go(61_000);
    expect(titles(roads.sms)).toEqual([MORNING]);
  });

  it("not for what was due before somebody asked for it", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    await using own = await open({ folder: folder.path, clock: at("2026-12-01", "09:00"), roads, sheet: null });
    await own.go(61_000);
    await own.apply(settingsOf({}));
    await own.go(61_000);
    expect(roads.sms.letters).toEqual([]);
  });

  it("after a stop while it was on its way a second time at most, marked", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    roads.sms.answer = (_, signal) => aborted(signal);
    const clock = at("2026-12-01", "08:14");
    {
      const own = await open({ folder: folder.path, clock, roads });
      clock.setWall(moment("2026-12-01", "08:15"));
      await until("the sheet to be on its way", async () => {
        await own.pass(1000);
        return roads.sms.letters.length === 1;
      });
      await stopped(own, clock);
    }
    roads.sms.answer = () => accepted();
    await using own = await open({ folder: folder.path, clock, roads });
    await own.go(61_000);
    expect(titles(roads.sms)).toEqual([MORNING, `【可能重复】${MORNING}`]);
    expect(await sent(own)).toEqual(["sheet 0 p-head sms unknown stopped", "sheet 0 p-head sms accepted"]);
  });

  it("and not at all when its part has passed while it waited", async () => {
    await using folder = await tempFolder();
    const roads = roadsOf();
    roads.sms.answer = () => failed("busy here", "", true, 90_000);
    const clock = at("2026-12-01", "17:58");
    await using own = await open({
      folder: folder.path,
      clock,
      roads,
      sheet: { morningMinute: 17 * 60 + 58, by: ["sms"] },
    });
    await becomes(own, "2026-12-01", "17:58");
    clock.setWall(moment("2026-12-01", "18:10"));
    await own.go(150_000);
    expect(roads.sms.letters).toHaveLength(1);
    expect((await own.ledger()).map(({ state, code }) => [state, code])).toEqual([["dropped", "over"]]);
  });
});

/** A road that is asked and never answers. */
function aborted(signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve({ is: "unknown", detail: "" }), { once: true });
  });
}

/** Stops while something is on its way: its moment of grace passes with the clock. */
async function stopped(own: Own, clock: HandClock): Promise<void> {
  let isOver = false;
  const over = own[Symbol.asyncDispose]().then(() => {
    isOver = true;
  });
  await until("the gateway to stop", () => {
    clock.pass(1000);
    return isOver;
  });
  await over;
}
