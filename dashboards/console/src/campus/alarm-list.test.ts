import { expect, test } from "vitest";
import { type Alarm, SEVERITIES } from "#gateway/contract/alarms.ts";
import { alarmIn, belongs, withAlarms, worstFirst } from "./alarm-list.ts";
import { anAlarm } from "./alarm-testing.ts";

const ids = (alarms: readonly Alarm[]) => alarms.map(({ id }) => id);

test("a new alarm stands where its severity and time put it, and one that is over and acknowledged is gone", () => {
  const list = [
    anAlarm("a", { severity: "high", raisedAt: "2026-11-22T05:00:00.000Z" }),
    anAlarm("b", { severity: "low" }),
  ];
  const news = [
    anAlarm("c", { severity: "high", raisedAt: "2026-11-22T06:00:00.000Z" }),
    anAlarm("b", { active: false, acknowledged: true }),
    anAlarm("d", { severity: "critical" }),
  ];
  expect(ids(withAlarms(list, news, "open"))).toEqual(["d", "c", "a"]);
});

test("however many come at once, the list is in order, worst first", () => {
  const at = (n: number) => `2026-11-22T05:00:${String((n * 7) % 60).padStart(2, "0")}.000Z`;
  const some = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => {
      const severity = SEVERITIES[(from + i) % SEVERITIES.length];
      return anAlarm(`a${from + i}`, { raisedAt: at(from + i), ...(severity && { severity }) });
    });
  const list = [...some(0, 40)].sort(worstFirst);
  for (const news of [some(40, 41), some(30, 90), some(0, 3)]) {
    const all = withAlarms(list, news, "open");
    expect(ids(all)).toEqual(ids([...all].sort(worstFirst)));
    expect(new Set(ids(all)).size).toBe(Math.max(40, ...news.map(({ id }) => Number(id.slice(1)) + 1)));
  }
});

test("of several changes of one alarm the last one counts", () => {
  const news = [
    anAlarm("a"),
    anAlarm("a", { acknowledged: true }),
    anAlarm("a", { acknowledged: true, active: false }),
  ];
  expect(withAlarms([], news, "open")).toEqual([]);
  expect(ids(withAlarms([], news, "all"))).toEqual(["a"]);
});

test("a list in which nothing changes stays the same list", () => {
  const list = [anAlarm("a")];
  expect(withAlarms(list, [anAlarm("b", { active: false, acknowledged: true })], "open")).toBe(list);
});

test("an alarm that waits for a reset or for somebody to see it is open, one that is shelved is not", () => {
  const shelved = { until: "2026-11-22T06:00:00.000Z", at: "2026-11-22T05:00:00.000Z", by: "li", comment: null };
  expect(belongs(anAlarm("a", { active: false }), "open")).toBe(true);
  expect(belongs(anAlarm("a", { active: false, acknowledged: true, latched: true }), "open")).toBe(true);
  expect(belongs(anAlarm("a", { shelved }), "open")).toBe(false);
  expect(belongs(anAlarm("a", { shelved }), "shelved")).toBe(true);
});

test("a body that is no alarm is not taken for one", () => {
  expect(alarmIn({ id: "a" })).toBeNull();
  expect(alarmIn({ ...anAlarm("a") })?.id).toBe("a");
});
