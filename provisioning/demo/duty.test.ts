// The virtual school's duty: its shifts fit its posts and persons, leave no hour of a post without anybody, and are written once.
import { join } from "node:path";
import { expect, test } from "vitest";
import { calendarOf, shippedYears } from "#gateway/duty/calendar/calendar.ts";
import { openPersons } from "#gateway/duty/persons/book.ts";
import { checkPerson } from "#gateway/duty/persons/person.ts";
import { campusTime } from "#gateway/duty/roster/campus-time.ts";
import { checkShifts } from "#gateway/duty/roster/check.ts";
import { gapsIn, turnsIn } from "#gateway/duty/roster/turns.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { ensureDuty } from "./duty.ts";
import { DUTY_POSTS, PERSONS, SHIFTS } from "./duty-data.ts";

const facts = {
  roster: { shifts: SHIFTS, swaps: [] },
  calendar: calendarOf(shippedYears()),
  time: campusTime("Asia/Shanghai"),
};
const FROM = Date.parse("2026-11-22T16:00:00Z");
const TO = FROM + 30 * 86_400_000;

test("every shift names persons and posts that there are, with numbers that nobody has", () => {
  const known = {
    hasPerson: (id: string) => PERSONS.some((one) => one.id === id),
    hasPost: (id: string) => DUTY_POSTS.some((one) => one === id),
  };
  expect(checkShifts(SHIFTS, known, [])).toEqual([]);
  for (const one of PERSONS) {
    expect(checkPerson(one, () => false)).toMatchObject({ fields: { name: one.name } });
    for (const phone of one.phones) expect(phone).toMatch(/^1990000\d{4}$/);
  }
});

test("somebody is at each post at every hour, and no guard stands in two shifts that follow one another", () => {
  expect(gapsIn(facts, DUTY_POSTS, FROM, TO)).toEqual([]);
  const turns = turnsIn(facts, FROM, TO, "guard");
  for (const turn of turns) {
    const next = turns.find(({ fromMs }) => fromMs === turn.toMs);
    for (const person of turn.persons) expect(next?.persons ?? [], `${turn.shift} ${turn.day}`).not.toContain(person);
  }
});

test("a first start gets them, a second start changes nothing", async () => {
  await using folder = tempFolder();
  expect(await ensureDuty(folder.path)).toBe(true);
  expect(await ensureDuty(folder.path)).toBe(false);
  const file = join(folder.path, "campus.db");
  await using accounts = await openAccounts({ file, clock, log: createLog("silent"), onAudit: () => {} });
  expect(openPersons({ store: accounts, clock }).list()).toHaveLength(PERSONS.length);
  expect(accounts.firstRun).toBe(true);
});
