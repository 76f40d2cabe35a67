// What quiet times hold, over real stores and a clock that is moved by hand: what is expected calls nobody, all else does.
import { describe, expect, test } from "vitest";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { bench } from "#test/harness/alarm-engine.ts";
import { tempFolder } from "#test/harness/temp.ts";
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import type { QuietKind, QuietWhen, QuietWish } from "../contract/quiet.ts";
import type { RuleAt } from "./evaluate.ts";
import { type Held, heldBy, type QuietPlan, quieted } from "./quiet.ts";
import { HOT, testCampus, testDevice, testPlace } from "./testing.ts";

const MINUTE = 60_000;
/** 10:00 on campus, a Monday. */
const TEN = Date.UTC(2026, 10, 23, 2);
const MORNINGS: QuietWhen = {
  is: "weekly",
  weekdays: [1],
  from: "10:02",
  to: "10:05",
  firstDay: "2026-11-23",
  lastDay: null,
};

const polled = (id: string, place: string): DeviceConfig =>
  testDevice(id, { place, driver: "modbus", profile: "xy-md02", connection: { tcp: "10.0.4.12:502", unit: 1 } });
const CAMPUS: CampusConfig = testCampus(
  [HOT],
  [testDevice("pc", { place: "class" }), testDevice("ups", { place: "rack" }), polled("a", "class"), polled("b", "class"), polled("c", "hall")], // biome-ignore format: a list of devices
  [testPlace("class"), testPlace("hall"), { ...testPlace("room"), key: true }, testPlace("rack", "room")],
);

const rule = (point: string | null, condition: RuleAt["condition"]) => ({ point, condition });
const OFFLINE = rule(null, { is: "offline" });
const of = (device: string, made: Held["rule"]): Held => ({ device, link: null, rule: made });
const holds = (kind: QuietKind, alarm: Held, scopes: QuietWish["scopes"] = [{ campus: true }]) =>
  heldBy({ kind, scopes }, CAMPUS)(alarm);

describe("a planned power-off holds what the missing power explains, and nothing else", () => {
  test.each([
    ["a device that is gone", OFFLINE, true],
    ["no values", rule("temperature", { is: "noData", forMs: 1 }), true],
    ["bad values", rule("temperature", { is: "badFor", forMs: 1 }), true],
    ["a device that is not reached", rule("up", { is: "equals", value: false }), true],
    ["mains that are lost", rule("mains", { is: "equals", value: false }), true],
    ["a UPS on battery", rule("on-battery", { is: "equals", value: true }), true],
    ["a voltage that is gone", rule("voltage-l1", { is: "below", limit: 198 }), true],
    ["a voltage that is too high", rule("voltage-l1", { is: "above", limit: 242 }), false],
    ["a battery that is nearly empty", rule("battery-low", { is: "equals", value: true }), false],
    ["heat", rule("temperature", { is: "above", limit: 28 }), false],
    ["smoke", rule("smoke", { is: "equals", value: true }), false],
    ["water", rule("leak", { is: "equals", value: true }), false],
    ["a door", rule("door", { is: "equals", value: true }), false],
  ] as const)("%s", (_name, made, is) => {
    expect(holds("power-off", of("pc", made))).toBe(is);
    expect(holds("maintenance", of("pc", made))).toBe(true);
  });
});

test("holidays hold the absence of what is named, not what is in a key place, and nothing but absence", () => {
  const class1 = [{ place: "class" }];
  expect(holds("vacation", of("pc", OFFLINE), class1)).toBe(true);
  expect(holds("vacation", of("c", OFFLINE), class1)).toBe(false);
  expect(holds("vacation", of("pc", rule("temperature", { is: "above", limit: 28 })), class1)).toBe(false);
  expect(holds("vacation", of("pc", rule("mains", { is: "equals", value: false })), class1)).toBe(false);
  expect(holds("vacation", of("ups", OFFLINE))).toBe(false);
  expect(holds("power-off", of("ups", OFFLINE))).toBe(true);
});

test("a link is held when all that is on it is; an alarm of the gateway itself by work on the whole campus alone", () => {
  const link: Held = { device: null, link: "10-0-4-12-502", rule: OFFLINE };
  const own: Held = { device: null, link: null, rule: null };
  expect(holds("power-off", link, [{ place: "class" }])).toBe(false);
  expect(holds("power-off", link, [{ place: "class" }, { device: "c" }])).toBe(true);
  expect([holds("power-off", own), holds("vacation", own), holds("maintenance", own)]).toEqual([false, false, true]);
});

test("a clock that is not set yet opens nothing", () => {
  const plan: QuietPlan = { id: "q-1", by: "admin", cancelled: [], kind: "maintenance", scopes: [{ campus: true }], comment: null, when: { ...MORNINGS, weekdays: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "00:00", firstDay: "1970-01-01" } }; // biome-ignore format: one plan
  const isHeld = quieted([plan], CAMPUS);
  const alarm = of("pc", OFFLINE);
  expect([isHeld(alarm, TEN), isHeld(alarm, 5 * MINUTE), isHeld(alarm, Date.UTC(2026, 10, 21))]).toEqual([true, false, false]); // biome-ignore format: one line of times
});

test("a device without power is out of service until a quarter of an hour after the power is back, then calls; heat calls all along", async () => {
  await using folder = tempFolder();
  const clock = handClock(TEN);
  const shown = (own: Awaited<ReturnType<typeof bench>>) =>
    ["device-offline.mr1-th", "hot.mr1-th.temperature"].map((id) => own.alarms.get(id)?.outOfService);
  {
    await using own = await bench(folder.path, testCampus([HOT]), clock);
    await own.state("mr1-th", "online");
    await own.value(40);
    const { desk } = own.alarms;
    await desk.quiet.add("admin", {
      kind: "power-off",
      scopes: [{ device: "mr1-th" }],
      when: MORNINGS,
      comment: "供电所",
    });
    await own.state("mr1-th", "offline");
    clock.setWall(TEN + MINUTE);
    await own.pass(6 * MINUTE);
    clock.setWall(TEN + 3 * MINUTE);
    expect(shown(own)).toEqual([true, false]);
    expect(desk.quiet.list()).toMatchObject([
      {
        running: { day: "2026-11-23", to: "2026-11-23 10:05" },
        holds: 1,
        next: [{ day: "2026-11-30" }, {}, {}, {}, {}],
      },
    ]);
  }
  clock.setWall(TEN + 19 * MINUTE);
  await using own = await bench(folder.path, testCampus([HOT]), clock);
  expect(shown(own)).toEqual([true, false]);
  clock.setWall(TEN + 21 * MINUTE);
  expect(shown(own)).toEqual([false, false]);
  const [kept] = own.alarms.desk.quiet.list();
  clock.setWall(TEN + 3 * MINUTE);
  await own.alarms.desk.quiet.cancel(kept?.id ?? "", "2026-11-23");
  expect([shown(own), own.alarms.desk.quiet.list()[0]?.running]).toEqual([[false, false], null]);
  await own.alarms.desk.quiet.end(kept?.id ?? "");
  expect([own.alarms.desk.quiet.list(), await own.alarms.desk.quiet.end("q-none")]).toEqual([[], null]);
});

test("what it would hold is known before it is made", async () => {
  await using folder = tempFolder();
  await using own = await bench(folder.path, testCampus([HOT]));
  await own.value(40);
  const wish: QuietWish = { kind: "maintenance", scopes: [{ campus: true }], when: MORNINGS, comment: null };
  expect(own.alarms.desk.quiet.preview(wish).alarms).toEqual(["hot.mr1-th.temperature"]);
  expect(own.alarms.desk.quiet.preview({ ...wish, kind: "power-off" }).alarms).toEqual([]);
  expect(own.alarms.desk.quiet.list()).toEqual([]);
});
