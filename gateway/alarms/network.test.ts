// A break in the network is one matter: what is behind it is explained by it, in whatever order the polls come, and also when it is over.
import { expect, test } from "vitest";
import type { AlarmRule, CampusConfig, DeviceConfig, ProfileRule } from "../config/campus.ts";
import type { NetworkPlace } from "../contract/network.ts";
import { AlarmBook } from "./book.ts";
import { groupsOf } from "./groups.ts";
import type { PointProfile } from "./rules.ts";
import { HOT, readingOf, stateOf, testCampus, testDevice } from "./testing.ts";
import { watchesOf } from "./watches.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DOWN: ProfileRule = {
  ...HOT, id: "probe-down", target: { by: "profile", id: "probe-ping" }, point: "up", condition: { is: "equals", value: false },
  deadband: 0, onDelayMs: 2 * MINUTE, severity: "medium", placeClasses: [],
}; // biome-ignore format: one rule
const PROFILES = new Map<string, PointProfile>([
  ["probe-ping", { anyPoint: false, points: new Map([["up", { unit: "1" }], ["rtt", { unit: "ms" }]]), alarms: [DOWN] }],
  ["switch", { anyPoint: true, points: new Map([["ports-up", { unit: "1" }]]), alarms: [] }],
]); // biome-ignore format: two profiles

function probe(id: string, network: NetworkPlace, more: Partial<DeviceConfig> = {}): DeviceConfig {
  const connection = { ping: `10.0.0.${id.length}` };
  return testDevice(id, { driver: "probe", profile: "probe-ping", connection, everyMs: MINUTE, network, ...more });
}

const CORE = probe("core", { level: "core", behind: null }, { everyMs: 10 * SECOND });
const EXIT = probe("exit", { level: "exit", behind: "core" }, { everyMs: 10 * SECOND });
const DNS = probe("dns", { level: "exit", behind: "exit" });
const SITE = probe("site", { level: "exit", behind: "exit" });
const LONE = probe("printer", { level: "room", behind: "core" });
const CAMPUS = testCampus([], [CORE, EXIT, DNS, SITE, LONE]);

/** A book that plays readings of `up` at the times given, and says what it told: alarm, change, whether it was explained. */
function played(config: CampusConfig) {
  const watches = watchesOf(config, PROFILES);
  const book = new AlarmBook({ epoch: "e1", seq: 0, turn: 0, lastNumber: 0 });
  book.configure({ watches, reasonGone: () => "device-removed", isOnline: () => false, present: () => null }, 0, 0);
  const told: string[] = [];
  const open = new Map<string, Parameters<typeof groupsOf>[0][number]>();
  const note = () => {
    const draft = book.draft();
    book.saved(draft);
    for (const state of draft.alarms) open.set(state.id, state);
    told.push(
      ...draft.outputs.map(
        ({ output: { type, body } }) => `${body.id} ${type.slice(6)}${body.suppressed === true ? ", explained" : ""}`,
      ),
    );
  };
  const advance = (at: number) => {
    book.advance(at, (moment) => moment);
    note();
  };
  return {
    told,
    watches,
    advance,
    say(device: string, up: boolean, at: number) {
      advance(at);
      book.take(readingOf(device, { up }, at, { seq: ++book.seq }), at);
      note();
    },
    offline(device: string, at: number) {
      advance(at);
      book.takeState(stateOf(device, "online", 0, ++book.seq), at);
      book.takeState(stateOf(device, "offline", at, ++book.seq, {}), at);
      note();
    },
    groups: () =>
      groupsOf(
        [...open.values()].filter(({ active }) => active),
        (id) => watches.get(id),
        (id) => open.get(id)?.active === true,
        () => true,
      ).map(({ root, alarms }) => `${root.kind} ${root.id}: ${alarms.length}`),
  };
}

test("the exit is pulled: one alarm calls people, what is behind it is explained, also when it was asked first", () => {
  const { told, say, advance, groups } = played(CAMPUS);
  say("dns", false, 0);
  say("site", false, SECOND);
  // The exit's own poll comes as late as it can.
  say("exit", false, 9 * SECOND);
  advance(5 * MINUTE);
  expect(told).toEqual([
    "exit-down.exit.up raised",
    "probe-down.dns.up raised, explained",
    "probe-down.site.up raised, explained",
  ]);
  expect(groups()).toEqual(["device exit: 3"]);
});

test("the line is back: what is behind it has until its next poll to say so, and calls nobody meanwhile", () => {
  const { told, say, advance } = played(CAMPUS);
  for (const [i, id] of ["exit", "dns", "site"].entries()) say(id, false, i);
  advance(5 * MINUTE);
  say("exit", true, 10 * MINUTE);
  say("dns", true, 10 * MINUTE + 30 * SECOND);
  say("site", true, 10 * MINUTE + 59 * SECOND);
  advance(20 * MINUTE);
  expect(told.slice(3)).toEqual([
    "probe-down.dns.up cleared",
    "probe-down.site.up cleared",
    "exit-down.exit.up cleared",
  ]);
});

test("a device that is down by itself has an alarm of its own; one that is behind nothing that is down is not explained", () => {
  const { told, say, advance } = played(CAMPUS);
  say("printer", false, 0);
  say("exit", true, SECOND);
  advance(5 * MINUTE);
  expect(told).toEqual(["probe-down.printer.up raised"]);
});

test("the core explains the exit before that can call, and the exit does not call after it", () => {
  const { told, say, advance } = played(CAMPUS);
  say("exit", false, 0);
  say("dns", false, SECOND);
  say("core", false, 9 * SECOND);
  advance(10 * MINUTE);
  expect(told).toEqual([
    "core-down.core.up raised",
    "exit-down.exit.up raised, explained",
    "probe-down.dns.up raised, explained",
  ]);
});

test("a switch that says nothing of its own reach explains by its absence, sooner than others' absences are told", () => {
  const switched = testDevice("b1", {
    driver: "snmp", profile: "switch", connection: { snmp: "10.0.0.9" }, everyMs: 10 * SECOND, network: { level: "building", behind: "core" },
  }); // biome-ignore format: one device
  const room = probe("r1", { level: "room", behind: "b1" });
  const { told, say, offline, advance } = played(testCampus([], [CORE, switched, room]));
  say("r1", false, 0);
  offline("b1", 40 * SECOND);
  advance(10 * MINUTE);
  expect(told).toEqual(["device-offline.b1 raised", "probe-down.r1.up raised, explained"]);
});

test("the owner's own rule for the exit takes the place of ours, and explains as ours would", () => {
  const mine: AlarmRule = { ...DOWN, id: "telecom", target: { by: "device", id: "exit" }, onDelayMs: 0 };
  const { told, say, advance, watches } = played(testCampus([mine], [CORE, EXIT, DNS]));
  expect([...watches.keys()].filter((id) => id.includes(".exit."))).toEqual(["telecom.exit.up"]);
  say("exit", false, 0);
  say("dns", false, SECOND);
  advance(5 * MINUTE);
  expect(told).toEqual(["telecom.exit.up raised", "probe-down.dns.up raised, explained"]);
});

test("without places, and without default rules, nothing is different from before", () => {
  const bare = { ...probe("exit", { level: "exit", behind: null }) };
  const { network: _none, ...plain } = bare;
  expect([...watchesOf(testCampus([], [plain]), PROFILES).keys()]).toEqual([
    "probe-down.exit.up",
    "device-offline.exit",
  ]);
  const off = { ...CAMPUS, alarmDefaults: false };
  expect(watchesOf(off, PROFILES).size).toBe(0);
});
