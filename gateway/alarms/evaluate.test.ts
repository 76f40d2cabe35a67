import { expect, test } from "vitest";
import type { AlarmRule } from "../config/campus.ts";
import type { StoredValue } from "../journal/record.ts";
import { type AlarmState, dueOf } from "./alarm.ts";
import { afterTime, afterValue, listening, newAlarm, type RuleAt } from "./evaluate.ts";
import { bad, HOT } from "./testing.ts";

/** A value at a second, and `late` when it was measured long before. */
type Given = readonly [second: number, value: StoredValue, late?: "late"];

/** What is told and when, in seconds: `raised@5`. Time goes on until `end`. */
function story(rule: RuleAt, given: readonly Given[], end = 100): string[] {
  const told: string[] = [];
  let state: AlarmState = listening(rule, newAlarm("hot.mr1-th.temperature", rule, "mr1-th"), 0);
  const passTo = (at: number) => {
    for (let due = dueOf(state); due !== null && due <= at; due = dueOf(state)) {
      const step = afterTime(rule, state, due, (moment) => moment);
      state = step.state;
      for (const { change } of step.told) told.push(`${change}@${due / 1000}`);
    }
  };
  for (const [i, [second, value, late]] of given.entries()) {
    const at = second * 1000;
    passTo(at);
    const step = afterValue(rule, state, { at, wallMs: at, seq: i + 1, value, unit: "Cel", late: late === "late" });
    state = step.state;
    for (const { change } of step.told) told.push(`${change}@${second}`);
  }
  passTo(end * 1000);
  return told;
}

const rule = (more: Partial<AlarmRule>): AlarmRule => ({ ...HOT, deadband: 0, ...more });
const SILENT = rule({ condition: { is: "noData", forMs: 30_000 } });
const above = { is: "above", limit: 28 } as const;
const below = { is: "below", limit: 10 } as const;
const uncertain = (value: number): StoredValue => ({ value, quality: "uncertain", reason: "jump" });

test.each<[promise: string, rule: RuleAt, given: readonly Given[], told: readonly string[]]>([
  ["above: raises above the limit", HOT, [[1, 28], [2, 28.1]], ["raised@2"]],
  ["above: clears below limit minus deadband, not at it", HOT, [[1, 29], [2, 27], [3, 26.9]], ["raised@1", "cleared@3"]],
  ["above: without a deadband the limit itself is over", rule({ condition: above }), [[1, 29], [2, 28]], ["raised@1", "cleared@2"]],
  ["below: the mirror image", rule({ condition: below, deadband: 1 }), [[1, 10], [2, 9], [3, 11], [4, 11.1]], ["raised@2", "cleared@4"]],
  ["equals: true", rule({ condition: { is: "equals", value: true } }), [[1, false], [2, true], [3, true], [4, false]], ["raised@2", "cleared@4"]],
  ["equals: a text", rule({ condition: { is: "equals", value: "open" } }), [[1, "open"], [2, "shut"]], ["raised@1", "cleared@2"]],
  ["equals: a number with deadband", rule({ condition: { is: "equals", value: 3 }, deadband: 1 }), [[1, 3], [2, 4], [3, 4.1]], ["raised@1", "cleared@3"]],
  ["equals: true is not 1", rule({ condition: { is: "equals", value: true } }), [[1, 1]], []],
  ["an uncertain value counts", HOT, [[1, uncertain(30)], [2, uncertain(20)]], ["raised@1", "cleared@2"]],
  ["a bad value clears nothing", HOT, [[1, 29], [2, bad()], [3, bad("sentinel")]], ["raised@1"]],
  ["a bad value raises nothing", HOT, [[1, bad()]], []],
  ["a text is above nothing", HOT, [[1, "30"]], []],
  ["late values raise and clear nothing", HOT, [[1, 40, "late"], [2, 30], [3, 20, "late"]], ["raised@2"]],
  ["onDelay: raises when it held so long, without another value", rule({ onDelayMs: 60_000 }), [[1, 29]], ["raised@61"]],
  ["onDelay: starts again after a value that is not beyond", rule({ onDelayMs: 10_000 }), [[1, 29], [9, 28], [10, 29]], ["raised@20"]],
  ["onDelay: a value inside the deadband is not beyond", rule({ onDelayMs: 10_000, deadband: 1 }), [[1, 29], [9, 27.5]], []],
  ["onDelay: more values beyond do not put it off", rule({ onDelayMs: 10_000 }), [[1, 29], [6, 30], [10, 31]], ["raised@11"]],
  ["onDelay: a bad value in between does not save it", rule({ onDelayMs: 10_000 }), [[1, 29], [6, bad()]], ["raised@11"]],
  ["offDelay: clears when it was over so long", rule({ offDelayMs: 10_000 }), [[1, 29], [5, 20]], ["raised@1", "cleared@15"]],
  ["offDelay: beyond again in between keeps it", rule({ offDelayMs: 10_000 }), [[1, 29], [5, 20], [9, 29]], ["raised@1"]],
  ["offDelay: more values that are not beyond do not put it off", rule({ offDelayMs: 10_000 }), [[1, 29], [5, 20], [9, 21]], ["raised@1", "cleared@15"]],
  ["offDelay: a bad value in between begins it anew", rule({ offDelayMs: 10_000 }), [[1, 29], [5, 20], [9, bad()], [20, 20]], ["raised@1", "cleared@30"]],
  ["noData: from the start", rule({ condition: { is: "noData", forMs: 60_000 } }), [], ["raised@60"]],
  ["noData: after the last value; the next one clears it, and silence counts anew", rule({ condition: { is: "noData", forMs: 30_000 } }), [[10, 1], [50, 1]], ["raised@40", "cleared@50", "raised@80"]],
  ["noData: a poll without an answer is silence", rule({ condition: { is: "noData", forMs: 30_000 } }), [[10, 1], [20, bad("timeout")]], ["raised@40"]],
  ["noData: a device that says it has no value is not silent", rule({ condition: { is: "noData", forMs: 30_000 } }), [[20, bad("device")], [45, bad("device")], [70, 1], [95, 2]], []],
  ["noData: late values are no silence", rule({ condition: { is: "noData", forMs: 60_000 } }), [[50, 1, "late"]], []],
  ["noData: equal polls that were held back are no silence", { ...SILENT, heldBackMs: 60_000 }, [[10, 1], [70, 1]], []],
  ["noData: the first poll without an answer begins the silence of a device whose equal polls are held back", { ...SILENT, heldBackMs: 60_000 }, [[10, 1], [40, bad("timeout")], [60, bad("timeout")]], ["raised@70"]],
  ["noData: onDelay comes on top", rule({ condition: { is: "noData", forMs: 30_000 }, onDelayMs: 5000 }), [[10, 1]], ["raised@45"]],
  ["badFor: raises when it was bad so long, clears with a value", rule({ condition: { is: "badFor", forMs: 30_000 } }), [[10, bad()], [20, bad("sentinel")], [50, 1]], ["raised@40", "cleared@50"]],
  ["badFor: one value in between begins it anew", rule({ condition: { is: "badFor", forMs: 30_000 } }), [[10, bad()], [20, 1], [30, bad()]], ["raised@60"]],
])("%s", (_promise, given, values, told) => {
  expect(story(given, values)).toEqual(told);
}); // biome-ignore format: a table

test("what raised it stays on the alarm: value, limit, unit and the entry", () => {
  const first = afterValue(HOT, newAlarm("hot.mr1-th.temperature", HOT, "mr1-th"), {
    at: 5, wallMs: 7, seq: 18, value: 28.3, unit: "Cel", late: false,
  }); // biome-ignore format: one value
  expect(first.told[0]).toMatchObject({ change: "raised", cause: 18 });
  const raised = {
    id: "hot.mr1-th.temperature",
    occurrence: 1,
    active: true,
    acknowledged: false,
    raisedMs: 7,
    clearedMs: null,
  };
  const why = { value: 28.3, limit: 28, unit: "Cel", cause: 18 };
  expect(first.state).toMatchObject({ ...raised, ...why });
  const second = afterValue(HOT, first.state, { at: 8, wallMs: 9, seq: 19, value: 20, unit: "Cel", late: false });
  expect(second.told[0]).toMatchObject({ change: "cleared", cause: 19 });
  expect(second.state).toMatchObject({ ...why, occurrence: 1, active: false, acknowledged: false, clearedMs: 9 });
});

test("after a delay the newest value is told, and the moment it was due", () => {
  const slow = rule({ onDelayMs: 10_000 });
  const see = (state: AlarmState, at: number, value: number) =>
    afterValue(slow, state, { at, wallMs: at, seq: at, value, unit: "Cel", late: false }).state;
  const waiting = see(see(newAlarm("hot.mr1-th.temperature", slow, "mr1-th"), 1000, 29), 4000, 33);
  const { state } = afterTime(slow, waiting, 12_345, (moment) => moment + 1);
  expect(state).toMatchObject({ active: true, value: 33, cause: 4000, raisedMs: 11_001 });
});

test("raised again it is another occurrence that nobody has acknowledged", () => {
  const see = (state: AlarmState, value: number) =>
    afterValue(HOT, state, { at: 1, wallMs: 1, seq: 1, value, unit: "Cel", late: false }).state;
  const seen = {
    ...see(newAlarm("hot.mr1-th.temperature", HOT, "mr1-th"), 30),
    acknowledged: true,
    acknowledgements: [{ by: "a", atMs: 1, comment: null }],
  };
  expect(see(see(seen, 20), 30)).toMatchObject({ occurrence: 2, acknowledged: false, acknowledgements: [] });
});
