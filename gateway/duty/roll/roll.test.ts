// What is said of days that are over: it stays as it was, whatever is changed afterwards and whatever a clock has said meanwhile.
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench as AlarmBench, bench as alarmBench } from "#test/harness/alarm-engine.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { testCampus } from "../../alarms/testing.ts";
import type { PostSettings } from "../../contract/duty.ts";
import type { Accounts } from "../../kit/accounts/accounts.ts";
import { openAccounts } from "../../kit/accounts/open.ts";
import { handClock } from "../../kit/hand-clock.ts";
import { createLog } from "../../kit/log.ts";
import { type Bench, BY, GUARD, guardShift, openBench } from "../testing.ts";

const LEADER: PostSettings = {
  id: "leader",
  name: "带班领导",
  place: null,
  covered: "sometimes",
  signOnWithinMs: null,
};

let folder: ReturnType<typeof tempFolder>;
let engine: AlarmBench;
let accounts: Accounts;
let bed: Bench;
let zhao: string;
let qian: string;

const moment = (text: string) => Date.parse(`${text.replace(" ", "T")}:00+08:00`);

beforeEach(async () => {
  folder = tempFolder("campus-roll");
  engine = await alarmBench(folder.path, testCampus([]), handClock(moment("2026-12-30 06:00")));
  const { clock } = engine;
  const nothing = () => undefined;
  const file = join(folder.path, "campus.db");
  accounts = await openAccounts({ file, clock, log: createLog("silent"), onAudit: nothing, onFailed: nothing });
  bed = await opened();
  [zhao, qian] = [await entered("赵甲"), await entered("钱乙")];
  await planned(zhao);
});
afterEach(async () => {
  await bed[Symbol.asyncDispose]();
  await accounts[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const opened = (posts = [GUARD, LEADER]) => openBench({ accounts, posts, ...engine });
async function restarted(posts = [GUARD, LEADER]): Promise<void> {
  await bed[Symbol.asyncDispose]();
  bed = await opened(posts);
}
async function entered(name: string): Promise<string> {
  const made = await bed.duty.desk.putPerson(BY, null, 0, { name, phones: ["19900000001"] });
  return "wrong" in made ? "" : made.id;
}
/** One of them holds every day and every night from now on. */
async function planned(who: string): Promise<void> {
  const version = bed.duty.desk.roster(false).version;
  const shifts = [guardShift("day", "07:00", "19:00", [[who]]), guardShift("night", "19:00", "07:00", [[who]])];
  expect(await bed.duty.desk.putRoster(BY, version, shifts)).toBeNull();
}
/** The clock of the gateway is set; it is looked at in the next ten minutes. */
async function becomes(text: string): Promise<void> {
  engine.clock.setWall(moment(text));
  engine.clock.pass(600_000);
  // Whatever a timer began is done when duty has been closed.
  await restarted();
}

/** `day guard zhao`, by the moments at which turns begin. */
async function told(from: string, to: string): Promise<string[]> {
  const { turns } = await bed.duty.record(moment(from), moment(to));
  const names = new Map([
    [zhao, "zhao"],
    [qian, "qian"],
  ]);
  return turns.map(({ person, from: at }) => {
    const local = new Date(Date.parse(at) + 8 * 3_600_000).toISOString();
    return `${local.slice(5, 16).replace("T", " ")} ${person === null ? "nobody" : names.get(person)}`;
  });
}

const OLD_YEAR = ["12-30 07:00 zhao", "12-30 19:00 zhao", "12-31 07:00 zhao", "12-31 19:00 zhao"];

describe("a day that is over", () => {
  test("stays as it was planned when somebody changes the roster, also over the end of a year", async () => {
    await becomes("2027-01-01 08:00");
    await planned(qian);
    expect(await told("2026-12-30 07:00", "2027-01-01 00:00")).toEqual(OLD_YEAR);
    expect(await told("2027-01-01 00:00", "2027-01-02 00:00")).toEqual([
      "12-31 19:00 zhao",
      "01-01 07:00 qian",
      "01-01 19:00 qian",
    ]);
    await becomes("2027-01-02 07:10");
    await planned(zhao);
    expect(await told("2027-01-01 19:00", "2027-01-02 07:00")).toEqual(["01-01 19:00 qian"]);
  });

  test("is kept of a stop, too, as it was planned before it", async () => {
    await bed[Symbol.asyncDispose]();
    engine.clock.setWall(moment("2027-01-01 08:00"));
    bed = await opened();
    await planned(qian);
    expect(await told("2026-12-30 07:00", "2027-01-01 00:00")).toEqual(OLD_YEAR);
  });

  test("is corrected by a swap that says who held it", async () => {
    await becomes("2027-01-01 08:00");
    await planned(qian);
    const swap = { shift: "night", day: "2026-12-31", persons: [qian], comment: null };
    expect(await bed.duty.desk.swap(BY, swap)).toBeNull();
    expect(await told("2026-12-31 07:00", "2027-01-01 00:00")).toEqual(["12-31 07:00 zhao", "12-31 19:00 qian"]);
  });

  test("had the posts of its time: a new one was not uncovered before, and one that is gone was", async () => {
    await becomes("2027-01-01 00:10");
    await restarted([GUARD, { ...LEADER, covered: "always" }]);
    const year = await bed.duty.record(moment("2026-12-30 07:00"), moment("2027-01-01 00:00"));
    expect([year.dueMs, year.uncoveredMs]).toEqual([41 * 3_600_000, 0]);
    const day = await bed.duty.record(moment("2027-01-01 00:00"), moment("2027-01-01 07:00"));
    expect([day.dueMs, day.uncoveredMs]).toEqual([14 * 3_600_000, 7 * 3_600_000]);
  });

  test("keeps the turns of a change between holiday and working day when the calendar is changed", async () => {
    const shifts = [{ ...guardShift("work", "07:00", "19:00", [[zhao]]), days: "workday" as const }];
    expect(await bed.duty.desk.putRoster(BY, bed.duty.desk.roster(false).version, shifts)).toBeNull();
    await becomes("2026-12-31 20:00");
    const off = { from: "2026-12-30", to: "2026-12-31", name: "本校放假" };
    expect(await bed.duty.desk.putOwnDays(BY, 0, { daysOff: [off], schoolDays: [] })).toBeNull();
    const { turns } = bed.duty.desk.turns(moment("2026-12-30 00:00"), moment("2027-01-01 00:00"), "guard", false);
    expect(turns.map(({ day }) => day)).toEqual(["2026-12-30", "2026-12-31"]);
  });
});

test("a roster that is entered holds at once for the turn that runs, and one that is changed too", async () => {
  expect(await told("2026-12-30 06:00", "2026-12-30 07:00")).toEqual(["12-29 19:00 zhao"]);
  await planned(qian);
  expect(await told("2026-12-30 06:00", "2026-12-30 19:00")).toEqual(["12-29 19:00 qian", "12-30 07:00 qian"]);
});

describe("a wrong clock", () => {
  test("of years ahead keeps nothing: when it is set right the roster of then holds", async () => {
    await becomes("2030-06-01 12:00");
    await becomes("2026-12-31 08:00");
    await planned(qian);
    await becomes("2027-01-02 08:00");
    await planned(zhao);
    expect(await told("2026-12-31 19:00", "2027-01-02 07:00")).toEqual([
      "12-31 19:00 qian",
      "01-01 07:00 qian",
      "01-01 19:00 qian",
    ]);
  });

  test("of some hours ahead keeps no turn from being changed that has not ended", async () => {
    await becomes("2026-12-30 19:20");
    await becomes("2027-01-01 01:00");
    await becomes("2026-12-30 19:40");
    await planned(qian);
    await becomes("2027-01-01 07:10");
    await planned(zhao);
    expect(await told("2026-12-30 07:00", "2027-01-01 00:00")).toEqual([
      "12-30 07:00 zhao",
      "12-30 19:00 qian",
      "12-31 07:00 qian",
      "12-31 19:00 qian",
    ]);
  });

  test("of 1970 at start, and hours back and forth, lose no day that was kept", async () => {
    await becomes("2027-01-01 08:00");
    await planned(qian);
    engine.clock.setWall(0);
    await restarted();
    await becomes("2027-01-01 03:00");
    await becomes("2027-01-01 12:00");
    expect(await told("2026-12-30 07:00", "2027-01-01 00:00")).toEqual(OLD_YEAR);
  });
});
