// Duty through shifts, restarts and wrong clocks: over a real campus.db, a real journal and real alarms.
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bench as AlarmBench, bench as alarmBench } from "#test/harness/alarm-engine.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { testCampus } from "../alarms/testing.ts";
import { readAll } from "../journal/testing.ts";
import type { Accounts } from "../kit/accounts/accounts.ts";
import { openAccounts } from "../kit/accounts/open.ts";
import { handClock } from "../kit/hand-clock.ts";
import { createLog } from "../kit/log.ts";
import { nextDocument } from "./documents.ts";
import { type Bench, BY, GUARD, guardShift, openBench } from "./testing.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let folder: ReturnType<typeof tempFolder>;
let engine: AlarmBench;
let accounts: Accounts;
let bed: Bench;
let zhao: string;
let qian: string;
let sun: string;

/** 14:50 on campus, ten minutes before the late shift. */
const START = "2026-11-23T14:50:00+08:00";

beforeEach(async () => {
  folder = tempFolder("campus-duty");
  engine = await alarmBench(folder.path, testCampus([]), handClock(Date.parse(START)));
  const { clock } = engine;
  const nothing = () => undefined;
  const log = createLog("silent");
  const file = join(folder.path, "campus.db");
  accounts = await openAccounts({ file, clock, log, onAudit: nothing, onFailed: nothing });
  bed = await opened();
  [zhao, qian, sun] = [await entered("赵甲"), await entered("钱乙"), await entered("孙丙")];
  await planned(
    guardShift("early", "07:00", "15:00", [[zhao]]),
    guardShift("late", "15:00", "23:00", [[qian]]),
    guardShift("night", "23:00", "07:00", [[sun]]),
  );
});
afterEach(async () => {
  await bed[Symbol.asyncDispose]();
  await accounts[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const opened = (posts = [GUARD]) => openBench({ accounts, posts, ...engine });
async function restarted(): Promise<void> {
  await bed[Symbol.asyncDispose]();
  bed = await opened();
}
async function entered(name: string): Promise<string> {
  const made = await bed.duty.desk.putPerson(BY, null, 0, { name, phones: ["19900000001"] });
  return "wrong" in made ? "" : made.id;
}
async function planned(...shifts: ReturnType<typeof guardShift>[]): Promise<void> {
  expect(await bed.duty.desk.putRoster(BY, bed.duty.desk.roster(false).version, shifts)).toBeNull();
}
const alarm = (id: string) => engine.alarms.get(id);
const told = async (type: string) =>
  (await readAll(engine.journal)).flatMap((entry) =>
    entry.kind === "event" && entry.type === type ? [entry.body] : [],
  );

describe("sign-on", () => {
  test("nobody who signs on in time is waited for, and whoever is signed on is called instead of whoever is rostered", async () => {
    await bed.duty.desk.signOn(BY, "guard", [zhao, sun]);
    await bed.pass(15 * MINUTE);
    expect(bed.duty.onDuty("guard")).toEqual([zhao, sun]);
    expect(bed.duty.desk.post("guard")).toMatchObject({ missed: false, signedOn: { current: true } });
    expect(alarm("duty-missed.guard")).toBeNull();
  });

  test("a turn that nobody signs on for is an alarm once, which the sign-on ends", async () => {
    await bed.pass(15 * MINUTE);
    expect(alarm("duty-missed.guard")).toBeNull();
    await bed.pass(6 * MINUTE);
    expect(alarm("duty-missed.guard")).toMatchObject({ active: true, severity: "medium", occurrence: 1 });
    await bed.pass(15 * MINUTE);
    expect(await told("duty.missed")).toEqual([{ post: "guard", shift: "late", day: "2026-11-23" }]);
    await bed.duty.desk.signOn(BY, "guard", [qian]);
    expect(alarm("duty-missed.guard")).toMatchObject({ active: false, occurrence: 1 });
  });

  test("those of the turn before are no longer who is on duty, but may still be called after those who should be there", async () => {
    await bed.duty.desk.signOn(BY, "guard", [zhao]);
    await bed.setWall("2026-11-23T23:10:00+08:00");
    expect(bed.duty.onDuty("guard")).toEqual([sun, zhao]);
    expect(bed.duty.desk.post("guard")).toMatchObject({ signedOn: { current: false } });
    await bed.setWall("2026-11-26T23:10:00+08:00");
    expect(bed.duty.onDuty("guard")).toEqual([sun]);
  });

  test("a restart asks nobody again, and tells nothing again of a missed turn", async () => {
    await bed.pass(25 * MINUTE);
    expect(alarm("duty-missed.guard")).toMatchObject({ active: true });
    await restarted();
    expect(bed.duty.desk.post("guard")).toMatchObject({ missed: true });
    await bed.pass(20 * MINUTE);
    expect(alarm("duty-missed.guard")).toMatchObject({ active: true, occurrence: 1 });
    expect(await told("duty.missed")).toHaveLength(1);
    await bed.duty.desk.signOn(BY, "guard", [qian]);
    await restarted();
    expect(bed.duty.onDuty("guard")).toEqual([qian]);
    expect(alarm("duty-missed.guard")).toMatchObject({ active: false });
  });

  test("the record of the day has who signed on when, and which turn was missed", async () => {
    await bed.duty.desk.signOn(BY, "guard", [qian]);
    await bed.setWall("2026-11-23T23:00:00+08:00");
    await bed.pass(12 * MINUTE);
    const record = await bed.duty.record(
      Date.parse("2026-11-23T15:00:00+08:00"),
      Date.parse("2026-11-24T00:00:00+08:00"),
    );
    const turns = record.turns.map(({ person, signedOnAt }) => [person, signedOnAt !== null]);
    expect(turns).toEqual([
      [qian, true],
      [sun, false],
    ]);
    expect(record).toMatchObject({ dueMs: 9 * HOUR, uncoveredMs: 0, shifts: 2, missed: 1 });
  });
});

describe("a wrong clock", () => {
  test("two hours ahead for some minutes raises nothing, there and back", async () => {
    await bed.pass(15 * MINUTE);
    await bed.duty.desk.signOn(BY, "guard", [qian]);
    await bed.setWall("2026-11-23T23:30:00+08:00");
    await bed.pass(5 * MINUTE);
    expect(bed.duty.onDuty("guard")).toEqual([sun, qian]);
    await bed.setWall("2026-11-23T15:12:00+08:00");
    await bed.pass(15 * MINUTE);
    expect(bed.duty.onDuty("guard")).toEqual([qian]);
    expect(alarm("duty-missed.guard")).toBeNull();
  });

  test("a day back makes no sign-on old", async () => {
    await bed.pass(15 * MINUTE);
    await bed.duty.desk.signOn(BY, "guard", [qian]);
    await bed.setWall("2026-11-22T15:10:00+08:00");
    await bed.pass(15 * MINUTE);
    expect(bed.duty.onDuty("guard")).toEqual([qian]);
    expect(alarm("duty-missed.guard")).toBeNull();
  });

  test("months ahead, at which somebody signed on, leaves nobody signed on when it is set right", async () => {
    await bed.setWall("2027-05-01T15:30:00+08:00");
    await bed.duty.desk.signOn(BY, "guard", [zhao]);
    expect(bed.duty.onDuty("guard")).toEqual([zhao]);
    await bed.setWall("2026-11-23T15:40:00+08:00");
    expect(bed.duty.onDuty("guard")).toEqual([qian]);
    await bed.pass(11 * MINUTE);
    expect(alarm("duty-missed.guard")?.active).toBe(true);
  });

  test("of years ahead at a start takes away nothing that is kept of checks, sign-ons and swaps", async () => {
    await bed.duty.desk.signOn(BY, "guard", [zhao]);
    await bed.duty.desk.swap(BY, { shift: "late", day: "2026-11-24", persons: [sun], comment: null });
    const { check } = await bed.duty.desk.openSpotCheck(BY, "guard", 5 * MINUTE);
    await bed.duty.desk.answerSpotCheck(BY, check.id, zhao);
    await bed[Symbol.asyncDispose]();
    engine.clock.setWall(Date.parse("2099-01-01T08:00:00+08:00"));
    bed = await opened();
    await bed.duty.desk.signOn(BY, "guard", [qian]);
    await bed.duty.desk.swap(BY, { shift: "late", day: "2099-01-02", persons: [sun], comment: null });
    engine.clock.setWall(Date.parse("2026-11-23T16:00:00+08:00"));
    await restarted();
    expect(accounts.documents("spot-check").map(({ id }) => id)).toEqual([check.id]);
    expect(accounts.documents("duty-day").map(({ id }) => id)).toEqual(["2026-11-23", "2099-01-01"]);
    expect(accounts.documents("roster")[0]?.body).toContain('"day":"2026-11-24"');
  });

  test("of 1970 does not mean that nobody is on duty: everybody of the post is, and nothing is missed until it is set", async () => {
    await bed.setWall("1970-01-01T00:00:00Z");
    await bed.pass(15 * MINUTE);
    expect(bed.duty.onDuty("guard")).toEqual([zhao, qian, sun]);
    expect(bed.duty.desk.gaps()).toMatchObject({ gaps: [], warnings: [{ code: "clock-unset" }] });
    expect(bed.duty.desk.now(false)).toMatchObject({ clockTrusted: false, posts: [{ gap: false, missed: false }] });
    await restarted();
    await bed.pass(15 * MINUTE);
    expect(alarm("duty-missed.guard")).toBeNull();
    expect(alarm("duty-gap.guard")?.active).toBe(false);
    await bed.setWall("2026-11-24T16:00:00+08:00");
    expect(bed.duty.onDuty("guard")).toEqual([qian]);
    expect(alarm("duty-missed.guard")).toBeNull();
  });
});

describe("hours without anybody", () => {
  test("are told with the first of them, told anew when it is another, and end with the post", async () => {
    const swap = (day: string) => bed.duty.desk.swap(BY, { shift: "night", day, persons: [], comment: null });
    await swap("2026-11-30");
    await bed.pass(1);
    const first = alarm("duty-gap.guard");
    expect(first).toMatchObject({ active: true, text: { "zh-CN": "门卫室缺班: 11-30 23:00 起无人值班" } });
    await swap("2026-12-01");
    await bed.pass(1);
    expect(alarm("duty-gap.guard")?.occurrence).toBe(first?.occurrence);
    await swap("2026-11-25");
    await bed.pass(1);
    expect(alarm("duty-gap.guard")).toMatchObject({ text: { "zh-CN": "门卫室缺班: 11-25 23:00 起无人值班" } });
    await bed[Symbol.asyncDispose]();
    bed = await opened([]);
    expect(alarm("duty-gap.guard")).toMatchObject({ active: false });
  });
});

describe("the calendar", () => {
  test("a year whose notice is not here is a warning from November on, until it is imported", async () => {
    const noYear = () => bed.duty.desk.gaps().warnings.map(({ code, year }) => `${code} ${year}`);
    expect(noYear()).toEqual(["no-holiday-year 2027"]);
    const holidays = [{ name: { "zh-CN": "元旦" }, from: "2027-01-01", to: "2027-01-03" }];
    expect(
      await bed.duty.desk.importYear(BY, { year: 2027, source: "test", holidays, swappedWorkdays: [] }),
    ).toBeNull();
    expect(noYear()).toEqual([]);
    await restarted();
    expect(bed.duty.desk.calendar(2027)).toMatchObject({ known: true, warning: null });
  });
});

test("what a post's screen says goes on over a restart under its number, until the alarm is acknowledged", async () => {
  await engine.alarms.own({ id: "mains", severity: "high", text: { "zh-CN": "市电中断" } }, true);
  const occurrence = alarm("mains")?.occurrence ?? 0;
  const letter = { spoken: { "zh-CN": "市电中断" }, severity: "high", post: "guard", test: false } as const;
  const { signal } = new AbortController();
  const calls = async () => (await bed.duty.desk.calls("guard", null, signal)).announcements;
  bed.duty.desk.presence("guard", "pc-1", "on");
  const sent = bed.duty.road.send({ ...letter, alarm: { id: "mains", occurrence } }, signal);
  const said = await calls();
  bed.duty.desk.heard("guard", said[0]?.n ?? 0, "pc-1", { sound: "on", spoken: true });
  expect(await sent).toMatchObject({ is: "accepted" });
  await restarted();
  expect(await calls()).toEqual(said);
  await engine.alarms.acknowledge("admin", "mains", { occurrence, comment: null });
  await bed.pass(2000);
  expect(await calls()).toEqual([]);
  await restarted();
  expect(await calls()).toEqual([]);
});

describe("a spot check", () => {
  const wish = { by: "county:li", post: "guard", withinMs: 5 * MINUTE, key: "c-1" };
  const states = () => bed.duty.desk.spotChecks(10).map(({ state }) => state);

  test("that nobody answers is missed once, with an alarm that the next answer ends", async () => {
    await bed.duty.spotCheck(wish);
    await bed.pass(5 * MINUTE + 1000);
    await until("the miss", () => states()[0] === "missed");
    await until("the alarm", () => alarm("duty-spot-check.guard")?.active === true);
    await restarted();
    await bed.duty.spotCheck(wish);
    expect(states()).toEqual(["missed"]);
    expect(await told("duty.spot-check-missed")).toHaveLength(1);
    const { check } = await bed.duty.desk.openSpotCheck(BY, "guard", 5 * MINUTE);
    await bed.duty.desk.answerSpotCheck(BY, check.id, sun);
    await until("its end", () => alarm("duty-spot-check.guard")?.active === false);
  });

  test("whose miss was kept right before a kill is told and is an alarm at the next start, unless somebody signed on since", async () => {
    const { id } = await bed.duty.spotCheck(wish);
    await bed[Symbol.asyncDispose]();
    const missedAt = async (version: number): Promise<void> => {
      const [{ body } = { body: "{}" }] = accounts.documents("spot-check");
      const content: unknown = { ...JSON.parse(body), state: "missed", endedMs: engine.clock.now() };
      const document = nextDocument("spot-check", id, version, content, engine.clock.now(), "");
      await accounts.changeDocuments({ put: [document], remove: [] }, null);
    };
    await missedAt(2);
    bed = await opened();
    await until("the alarm", () => alarm("duty-spot-check.guard")?.active === true);
    expect(await told("duty.spot-check-missed")).toEqual([{ check: id, post: "guard" }]);
    await bed.pass(MINUTE);
    await bed.duty.desk.signOn(BY, "guard", [zhao]);
    await until("its end", () => alarm("duty-spot-check.guard")?.active === false);
    await restarted();
    await bed.pass(MINUTE);
    expect(alarm("duty-spot-check.guard")?.active).toBe(false);
    expect(await told("duty.spot-check-missed")).toHaveLength(1);
  });

  test("goes on over a restart, and somebody has the time to answer then", async () => {
    const { id } = await bed.duty.spotCheck(wish);
    await bed[Symbol.asyncDispose]();
    engine.clock.setWall(Date.parse("2026-11-23T16:00:00+08:00"));
    bed = await opened();
    await bed.pass(50_000);
    expect(states()).toEqual(["open"]);
    expect(await bed.duty.desk.answerSpotCheck(BY, id, sun)).toMatchObject({ state: "answered", person: sun });
    await bed.pass(6 * MINUTE);
    expect(states()).toEqual(["answered"]);
    await expect(bed.duty.spotCheck({ ...wish, post: "roof", key: null })).rejects.toMatchObject({ code: "not-found" });
  });
});
