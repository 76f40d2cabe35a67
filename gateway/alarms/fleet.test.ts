// Devices and links that do not answer, and what they explain.
import { expect, test } from "vitest";
import type { AlarmRule, CampusConfig, DeviceConfig } from "../config/campus.ts";
import { AlarmBook } from "./book.ts";
import type { Plan } from "./book-words.ts";
import { bad, HOT, PROFILES, readingOf, stateOf, testCampus, testDevice } from "./testing.ts";
import { watchesOf } from "./watches.ts";

const BLIND: AlarmRule = {
  ...HOT,
  id: "blind",
  target: { by: "profile", id: "xy-md02" },
  condition: { is: "badFor", forMs: 600_000 },
};
const MINUTE = 60_000;

function polled(id: string, more: Partial<DeviceConfig> = {}): DeviceConfig {
  return testDevice(id, {
    driver: "modbus",
    profile: "xy-md02",
    connection: { tcp: "10.0.4.12:502", unit: 1 },
    ...more,
  });
}

const TWO = testCampus([BLIND], [polled("th-1"), polled("th-2")]);
const ONE = testCampus([BLIND], [polled("th-1")]);

function planOf(config: CampusConfig): Plan {
  return {
    watches: watchesOf(config, PROFILES),
    reasonGone: () => "device-removed",
    isOnline: () => false,
    present: () => null,
  };
}

/** A book that plays states and readings at the times given, and says what it told. */
function played(config: CampusConfig) {
  const book = new AlarmBook({ epoch: "e1", seq: 0, turn: 0, lastNumber: 0 });
  book.configure(planOf(config), 0, 0);
  const told: (readonly unknown[])[] = [];
  const note = () => {
    const draft = book.draft();
    book.saved(draft);
    told.push(...draft.outputs.map(({ output: { type, body } }) => [type.slice(6), body.id, body.suppressed]));
  };
  const advance = (at: number) => {
    book.advance(at, (moment) => moment);
    note();
  };
  return {
    book,
    told,
    advance,
    state(device: string, is: "online" | "offline", at: number, body = {}) {
      advance(at);
      book.takeState(stateOf(device, is, at, ++book.seq, body), at);
      note();
    },
    blind(device: string, at: number) {
      advance(at);
      book.take(readingOf(device, { temperature: bad("timeout") }, at, { seq: ++book.seq }), at);
      note();
    },
  };
}

test("a device that answered before and is gone for five minutes is told once; its return clears it", () => {
  const { told, state, advance } = played(ONE);
  state("th-1", "online", 0);
  state("th-1", "offline", MINUTE);
  advance(6 * MINUTE - 1);
  expect(told).toEqual([]);
  advance(6 * MINUTE);
  state("th-1", "online", 7 * MINUTE);
  expect(told).toEqual([
    ["raised", "device-offline.th-1", false],
    ["cleared", "device-offline.th-1", false],
  ]);
});

test.each([
  ["never answered", []],
  [
    "was back in time",
    [
      ["online", 0],
      ["offline", 1],
      ["online", 5],
    ],
  ],
] as const)("a device that %s is not missed", (_what, states) => {
  const { told, state, advance } = played(ONE);
  for (const [is, minute] of states) state("th-1", is, minute * MINUTE);
  if (states.length === 0) state("th-1", "offline", 0);
  advance(60 * MINUTE);
  expect(told).toEqual([]);
});

test("a device that was taken out on purpose is not missed", () => {
  const { told, state, advance } = played(ONE);
  state("th-1", "online", 0);
  state("th-1", "offline", MINUTE, { reason: "disabled" });
  advance(60 * MINUTE);
  expect(told).toEqual([]);
});

test("when nobody on a link answers the link is told first, and explains its devices and their values", () => {
  const { told, book, state, blind, advance } = played(TWO);
  for (const device of ["th-1", "th-2"]) state(device, "online", 0);
  for (const device of ["th-1", "th-2"]) blind(device, MINUTE);
  for (const device of ["th-1", "th-2"]) state(device, "offline", MINUTE);
  advance(60 * MINUTE);
  expect(told).toEqual([
    ["raised", "link-down.10-0-4-12-502", false],
    ["raised", "device-offline.th-1", true],
    ["raised", "device-offline.th-2", true],
    ["raised", "blind.th-1.temperature", true],
    ["raised", "blind.th-2.temperature", true],
  ]);
  told.length = 0;
  state("th-1", "online", 61 * MINUTE);
  expect(told).toEqual([
    ["cleared", "device-offline.th-1", false],
    ["cleared", "link-down.10-0-4-12-502", false],
  ]);
  const stateOfAlarm = (id: string) => book.act(id, (one) => ({ state: one, told: [] }))?.state;
  for (const [id, isSuppressed] of [
    ["device-offline.th-2", false],
    ["blind.th-1.temperature", false],
    ["blind.th-2.temperature", true],
  ] as const) {
    const alarm = stateOfAlarm(id);
    expect([alarm?.active, alarm && book.isSuppressed(alarm)], id).toEqual([true, isSuppressed]);
  }
});

test("one of several silent devices is no dead link", () => {
  const { told, state, advance } = played(TWO);
  for (const device of ["th-1", "th-2"]) state(device, "online", 0);
  state("th-1", "offline", MINUTE);
  advance(60 * MINUTE);
  expect(told).toEqual([["raised", "device-offline.th-1", false]]);
});

test("a link with one device that ever answered is as gone as that device, and told as such", () => {
  const { told, state, advance } = played(TWO);
  state("th-1", "online", 0);
  state("th-1", "offline", MINUTE);
  state("th-2", "offline", MINUTE);
  advance(60 * MINUTE);
  expect(told).toEqual([["raised", "device-offline.th-1", false]]);
});

test("a limit that is passed is explained by nobody's silence", () => {
  const config = testCampus([{ ...HOT, target: { by: "device", id: "th-1" } }], [polled("th-1")]);
  const { told, book, state, advance } = played(config);
  state("th-1", "online", 0);
  book.take(readingOf("th-1", { temperature: 40 }, 1000, { seq: ++book.seq }), 1000);
  state("th-1", "offline", 2000);
  advance(60 * MINUTE);
  expect(told).toEqual([
    ["raised", "hot.th-1.temperature", false],
    ["raised", "device-offline.th-1", false],
  ]);
  const alarm = book.act("hot.th-1.temperature", (one) => ({ state: one, told: [] }))?.state;
  expect(alarm && book.isSuppressed(alarm)).toBe(false);
});

test("taking the last silent device of a link out of the configuration ends its alarms", () => {
  const { told, book, state, advance } = played(TWO);
  for (const device of ["th-1", "th-2"]) state(device, "online", 0);
  for (const device of ["th-1", "th-2"]) state(device, "offline", 0);
  advance(60 * MINUTE);
  told.length = 0;
  book.configure(planOf(ONE), 61 * MINUTE, 61 * MINUTE);
  advance(61 * MINUTE);
  expect(told.map(([change, id]) => `${change} ${id}`).sort()).toEqual([
    "cleared device-offline.th-2",
    "cleared link-down.10-0-4-12-502",
  ]);
});

test("a start gives devices half a minute to answer before their absence is told", () => {
  const config = testCampus([], [polled("th-1")]);
  const before = played(config);
  before.state("th-1", "online", 0);
  before.book.takeState(stateOf("th-1", "offline", 1000, 2), 1000);
  const states = before.book.draft().alarms;
  const again = new AlarmBook({ epoch: "e1", seq: 2, turn: 0, lastNumber: 0 });
  again.load(states, planOf(config), 60 * MINUTE);
  again.configure(planOf(config), 60 * MINUTE, 0);
  again.advance(60 * MINUTE + 29_999, (moment) => moment);
  expect(again.hasOutputs).toBe(false);
  again.advance(60 * MINUTE + 30_000, (moment) => moment);
  expect(again.hasOutputs).toBe(true);
});

test("a bridge that goes is one alarm, and explains that its devices are gone", () => {
  const through = (id: string) =>
    testDevice(id, { staleAfterMs: 25 * 60 * MINUTE, mqtt: { username: id, clientId: id, topics: [], via: "zigbee" } });
  const it = played(testCampus([], [testDevice("zigbee", {}), through("leak-1"), through("leak-2")]));
  for (const device of ["zigbee", "leak-1", "leak-2"]) it.state(device, "online", 1000);
  for (const device of ["zigbee", "leak-1", "leak-2"]) it.state(device, "offline", MINUTE);
  it.advance(10 * MINUTE);
  expect(it.told).toEqual([
    ["raised", "device-offline.zigbee", false],
    ["raised", "device-offline.leak-1", true],
    ["raised", "device-offline.leak-2", true],
  ]);
});
