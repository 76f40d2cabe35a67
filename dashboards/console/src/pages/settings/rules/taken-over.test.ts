import { expect, test } from "vitest";
import type { RuleView } from "#gateway/contract/alarm-desk.ts";
import { EMPTY, type RuleFields } from "./fields.ts";
import { onlyPlaceOf, takenOver } from "./taken-over.ts";

const DEVICES = [
  { id: "mr1-th", profile: "th", place: "rack" },
  { id: "mr2-th", profile: "th", place: "annex" },
  { id: "loose", profile: "th", place: null },
];
const place = (id: string, within: string | null) => ({ id, name: id, class: "machine-room", key: false, within });
const PLACES = [place("mr1", null), place("rack", "mr1"), place("annex", null)] as Parameters<typeof takenOver>[3];

function given(id: string, more: Partial<RuleView> = {}): RuleView {
  const { point = "temperature" } = more;
  return {
    id, origin: "profile", profile: "th", device: null, place: null, point, condition: { is: "above", limit: 27 }, placeClasses: [],
    deadband: 0, onDelay: "0s", offDelay: "0s", severity: "high", latched: false, text: {}, consequence: null, action: null, respondWithin: null,
    alarms: DEVICES.map((device) => `${id}.${device.id}.${point}`), ...more,
  }; // biome-ignore format: one rule
}
const RULES = [
  given("warm"),
  given("hot"),
  given("cold", { condition: { is: "below", limit: 5 } }),
  given("humid", { point: "humidity" }),
  given("away", { alarms: ["away.mr2-th.temperature"] }),
  given("mine", { origin: "campus" }),
];
const typed = (more: Partial<RuleFields>): RuleFields => ({
  ...EMPTY,
  id: "new",
  target: "th",
  point: "temperature",
  ...more,
});
const ids = (more: Partial<RuleFields>) => takenOver(typed(more), RULES, DEVICES, PLACES).map(({ id }) => id);

test("a rule takes the place of what models ask of the same point in the same way, where it holds", () => {
  expect(ids({ scope: "profile" })).toEqual(["warm", "hot", "away"]);
  expect(ids({ scope: "device", target: "mr1-th" })).toEqual(["warm", "hot"]);
  expect(ids({ scope: "place", target: "mr1" })).toEqual(["warm", "hot"]);
  expect(ids({ scope: "device", target: "nobody" })).toEqual([]);
});

test("another condition or another point takes the place of nothing, but for the rule of its own id", () => {
  expect(ids({ scope: "profile", is: "equals" })).toEqual([]);
  expect(ids({ scope: "profile", point: "dew-point" })).toEqual([]);
  expect(ids({ scope: "profile", is: "equals", id: "cold" })).toEqual(["cold"]);
});

test("the only place of a rule is known when all its devices are there", () => {
  expect(onlyPlaceOf(given("hot"), DEVICES)).toBeNull();
  expect(onlyPlaceOf(given("hot", { alarms: ["hot.mr1-th.temperature"] }), DEVICES)).toBe("rack");
  expect(onlyPlaceOf(given("hot", { alarms: ["hot.loose.temperature"] }), DEVICES)).toBeNull();
});
