// Which plan an alarm has, and what is night: questions that no clock and no ledger is needed for.
import { describe, expect, it } from "vitest";
import { settingsWith, step } from "#test/harness/notify.ts";
import { testPlace } from "../alarms/testing.ts";
import type { NotifySettings, Plan } from "../contract/notify.ts";
import { isNight, planOf, roadsOf, stepsFor, targetsBy } from "./plans.ts";

const SMS = step(0, "it", ["sms"]);
const plan = (id: string, places: readonly string[], severities: Plan["severities"] = ["high"]): Plan => ({
  id,
  severities,
  places,
  steps: [SMS],
});

const PLACES = new Map(
  [testPlace("a"), testPlace("a-2f", "a"), testPlace("a-201", "a-2f"), testPlace("b")].map((place) => [
    place.id,
    place,
  ]),
);

function idOf(plans: readonly Plan[], place: string | null, places = PLACES): string | null {
  const settings: NotifySettings = { ...settingsWith({ sms: "modem-sms" }, []), plans };
  return planOf({ severity: "high" }, { settings, place, places })?.id ?? null;
}

describe("a plan", () => {
  it("for a building holds on its floors and in their rooms, and in no other building", () => {
    const plans = [plan("in-a", ["a"])];
    expect(["a", "a-2f", "a-201", "b", "nowhere", null].map((place) => idOf(plans, place))).toEqual([
      "in-a",
      "in-a",
      "in-a",
      null,
      null,
      null,
    ]);
  });

  it("for a room does not hold for the building around it", () => {
    expect(idOf([plan("in-room", ["a-201"])], "a")).toBeNull();
  });

  it("is the first that matches place and severity; one without places holds everywhere", () => {
    const plans = [plan("critical", [], ["critical"]), plan("in-a", ["a"]), plan("all", [])];
    expect(["a-201", "b", null].map((place) => idOf(plans, place))).toEqual(["in-a", "all", "all"]);
    expect(idOf([plan("critical", [], ["critical"])], "a")).toBeNull();
  });

  it("is found also where places lie within each other", () => {
    const round = new Map([testPlace("x", "y"), testPlace("y", "x")].map((place) => [place.id, place]));
    expect([idOf([plan("in-y", ["y"])], "x", round), idOf([plan("in-z", ["z"])], "x", round)]).toEqual(["in-y", null]);
  });

  it("about a road that failed tells one step at once, by another road", () => {
    const steps = [step(0, "it", ["call"]), step(60_000, "it", ["call", "sms"]), step(90_000, "head", ["sms"])];
    expect(stepsFor({ id: "road-failed.call" }, { ...plan("all", []), steps })).toEqual([step(0, "it", ["sms"])]);
    expect(stepsFor({ id: "hot.d1.temperature" }, { ...plan("all", []), steps })).toEqual(steps);
  });
});

describe("night", () => {
  const at = (fromMinute: number, toMinute: number, minutes: readonly number[]) =>
    minutes.map((minute) => isNight({ night: { fromMinute, toMinute } }, minute));

  it("over midnight begins with its first minute and ends before its last", () => {
    expect(at(1320, 390, [1319, 1320, 1439, 0, 389, 390])).toEqual([false, true, true, true, true, false]);
  });

  it("within one day as well", () => {
    expect(at(60, 300, [59, 60, 299, 300])).toEqual([false, true, true, false]);
  });

  it("of no length is never", () => {
    expect(at(300, 300, [299, 300, 301])).toEqual([false, false, false]);
  });

  it("has roads of its own where a step names them", () => {
    const both = step(0, "it", ["robot"], ["call"]);
    expect([roadsOf(both, true), roadsOf(both, false), roadsOf(SMS, true)]).toEqual([["call"], ["robot"], ["sms"]]);
  });
});

it("a road to persons reaches everybody on duty, one to a post or group reaches it once", () => {
  expect(targetsBy("modem-sms", "sms", "it", ["p-a", "p-b"]).map(({ person }) => person)).toEqual(["p-a", "p-b"]);
  expect(targetsBy("post", "screen", "it", ["p-a", "p-b"])).toEqual([{ road: "screen", post: "it", person: null }]);
  expect(targetsBy("dingtalk", "robot", "it", [])).toEqual([{ road: "robot", post: "it", person: null }]);
});
