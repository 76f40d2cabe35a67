import { expect, test } from "vitest";
import { anAlarm } from "../campus/alarm-testing.ts";
import { audible, callKey, callsOf, stillSilent } from "./calls.ts";

const shelved = { until: "2026-11-22T06:00:00.000Z", at: "2026-11-22T05:00:00.000Z", by: "li", comment: null };

test("only bad alarms that nobody has acknowledged or put aside call for somebody", () => {
  const open = [
    anAlarm("leak", { severity: "critical" }),
    anAlarm("over", { severity: "high", active: false }),
    anAlarm("medium"),
    anAlarm("seen", { severity: "critical", acknowledged: true }),
    anAlarm("shelved", { severity: "high", shelved }),
    anAlarm("explained", { severity: "high", suppressed: true }),
    anAlarm("maintained", { severity: "high", outOfService: true }),
  ];
  expect(callsOf(open).map(({ id }) => id)).toEqual(["leak", "over"]);
});

test("silence is for this raising: the next one is heard", () => {
  const first = anAlarm("leak", { severity: "critical" });
  const next = { ...first, occurrence: 2 };
  const silenced = new Set([callKey(first)]);
  expect(audible([first], silenced)).toEqual([]);
  expect(audible([next], silenced)).toEqual([next]);
});

test("an alarm that was silent and put off is heard when it comes back", () => {
  const alarm = anAlarm("leak", { severity: "critical" });
  const silenced = new Set([callKey(alarm)]);
  expect(stillSilent(silenced, [alarm])).toBe(silenced);
  expect(stillSilent(silenced, []).size).toBe(0);
});
