import { expect, test } from "vitest";
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { EMPTY, fieldName, fieldsOf, isComplete, itemOf, itemOfView } from "./fields.ts";

const HOT = {
  id: "hot-high",
  device: "rack",
  point: "temperature",
  above: 28,
  deadband: 1,
  onDelay: "60s",
  severity: "high",
  text: { "zh-CN": "温度高", en: "Hot", ug: "…" },
};

test("a rule that only went through the form is the same rule", () => {
  const rules = [
    HOT,
    { id: "leak", place: "room", point: "leak", equals: true, severity: "critical", latched: true },
    { id: "quiet", profile: "xy-md02", point: "humidity", noData: "5min", severity: "low" },
    { id: "mode", device: "ac", point: "mode", equals: "off", severity: "low", respondWithin: "10min" },
    { id: "cold", device: "rack", point: "temperature", below: 5, deadband: 0, severity: "low", latched: false },
  ];
  for (const rule of rules) expect(itemOf(fieldsOf(rule), rule)).toEqual(rule);
});

test("another condition leaves nothing of the one before, and an emptied text goes", () => {
  const fields = { ...fieldsOf(HOT), is: "badFor", time: "10min", text: { "zh-CN": " ", en: "Bad" } } as const;
  expect(itemOf(fields, HOT)).toEqual({
    id: "hot-high",
    device: "rack",
    point: "temperature",
    badFor: "10min",
    deadband: 1,
    onDelay: "60s",
    severity: "high",
    text: { en: "Bad", ug: "…" },
  });
});

test("a rule is complete when it says where, what and when", () => {
  expect(isComplete(HOT)).toBe(true);
  expect(isComplete(itemOf(EMPTY, {}))).toBe(false);
  expect(isComplete(itemOf({ ...EMPTY, target: "rack", point: "temperature", limit: null }, {}))).toBe(false);
});

test("a rule that comes with a model becomes the school's own with everything that it says", () => {
  const view: RuleView = {
    placeClasses: [],
    id: "hot",
    origin: "profile",
    profile: "xy-md02",
    device: null,
    place: null,
    point: "temperature",
    condition: { is: "above", limit: 30 },
    deadband: 0,
    onDelay: "1min",
    offDelay: "0s",
    severity: "high",
    latched: false,
    text: { "zh-CN": "温度高" },
    consequence: null,
    action: { "zh-CN": "看空调" },
    respondWithin: null,
    alarms: [],
  };
  expect(itemOfView(view)).toEqual({
    id: "hot",
    profile: "xy-md02",
    point: "temperature",
    above: 30,
    onDelay: "1min",
    severity: "high",
    text: { "zh-CN": "温度高" },
    action: { "zh-CN": "看空调" },
  });
});

test("what the gateway refuses is said at the field that it is about", () => {
  expect(["/device", "/above", "/noData", "/text/zh-CN", "/point"].map(fieldName)).toEqual([
    ["target"],
    ["limit"],
    ["time"],
    ["text", "zh-CN"],
    ["point"],
  ]);
});
