import { expect, test } from "vitest";
import { difference } from "./diff.ts";
import { readCampus } from "./read.ts";
import { bytesOf, HEX, linesOf, profilesForTests } from "./testing.ts";

const profiles = await profilesForTests();

const FILE = `campus: { id: no3, name: 三中, timezone: Asia/Shanghai }
listen: { http: "127.0.0.1:8080", mqtt: "127.0.0.1:1883" }
journal: { keepReadings: 7d }
places: [{ id: yard, name: 操场, class: yard }, { id: gate, name: 校门, class: gate }]
devices:
  - { id: a, name: A, driver: mqtt, profile: native, place: yard, credential: { sha256: ${HEX} } }
  - { id: m, name: M, driver: modbus, profile: meter, every: 5s, connection: { tcp: "10.0.0.1:502", unit: 1 } }
alarms:
  - { id: r1, device: a, point: t, above: 1 }
  - { id: r2, device: a, point: t, below: 0 }
influx: { url: "http://127.0.0.1:8086", version: 1, database: campus }
`;

function config(text: string) {
  const result = readCampus(bytesOf(text), profiles);
  if (!result.ok) throw new Error(linesOf(text, profiles).join("\n"));
  return result.config;
}

/** What changes when this text of the file becomes that. */
function changed(...edits: readonly [from: string, to: string][]) {
  const next = edits.reduce((text, [from, to]) => text.replace(from, to), FILE);
  expect(next).not.toBe(FILE);
  return difference(config(FILE), config(next));
}

test("a comment, an order of keys or another way of writing a duration changes nothing", () => {
  expect(changed(["campus: {", "# hello\ncampus: {"]).none).toBe(true);
  expect(changed(["keepReadings: 7d", "keepReadings: 168h"]).none).toBe(true);
  expect(changed(["{ id: a, name: A,", "{ name: A, id: a,"]).none).toBe(true);
});

test("addresses, certificates and the campus id need a restart; nothing else does", () => {
  expect(changed(["127.0.0.1:8080", "127.0.0.1:8081"]).restart).toEqual(["listen.http"]);
  expect(changed([', mqtt: "127.0.0.1:1883"', ""]).restart).toEqual(["listen.mqtt"]);
  expect(
    changed(["id: no3", "id: no4"], ["journal:", "tls: { certificateFile: c, keyFile: k }\njournal:"]).restart,
  ).toEqual(["campus.id", "tls"]);
  expect(changed(["三中", "第三中学"], ["7d", "8d"], ["name: A", "name: B"], ["above: 1", "above: 2"]).restart).toEqual(
    [],
  );
});

test("turning off the rules that come with profiles is a change that takes effect at once", () => {
  const { alarmDefaults, none, restart } = changed(["influx:", "alarmDefaults: false\ninflux:"]);
  expect({ alarmDefaults, none, restart }).toEqual({ alarmDefaults: true, none: false, restart: [] });
});

test("a campus that begins to be a virtual one is a change that takes effect at once", () => {
  const { campus, none, restart } = changed(["Asia/Shanghai }", "Asia/Shanghai, simulated: true }"]);
  expect({ campus, none, restart }).toEqual({ campus: true, none: false, restart: [] });
});

test.each([
  ["name: A,", "name: B,", "a", ["name"]],
  ["place: yard,", "place: gate,", "a", ["place"]],
  [HEX, HEX.replace("9", "8"), "a", ["credential"]],
  ["native,", "native-reader,", "a", ["profile"]],
  ["name: A,", "name: A, points: { t: { unit: Cel } },", "a", ["points"]],
  ["name: A,", "name: A, mqtt: { topics: [x] },", "a", ["mqtt"]],
  ["name: A,", "name: A, enabled: false,", "a", ["enabled"]],
  ["unit: 1", "unit: 2", "m", ["connection"]],
  ["every: 5s", "every: 6s", "m", ["schedule", "staleAfter"]],
  ["every: 5s", "every: 5s, report: {}", "m", ["report", "staleAfter"]],
])("%s → %s touches only that side of that device", (from, to, id, aspects) => {
  const { devices } = changed([from, to]);
  expect([devices.added, devices.removed]).toEqual([[], []]);
  expect([...devices.changed].map(([device, sides]) => [device, [...sides].sort()])).toEqual([[id, aspects]]);
});

test("a device under another id is one removed and one added", () => {
  const { devices } = changed(["id: m,", "id: n,"]);
  expect(devices).toEqual({ added: ["n"], removed: ["m"], changed: new Map() });
});

test("rules and places are compared by id; the order of rules is a change of its own", () => {
  expect(changed(["above: 1", "above: 2"]).alarms).toEqual({
    added: [],
    removed: [],
    changed: ["r1"],
    reordered: false,
  });
  expect(changed(["id: r1", "id: r9"]).alarms).toEqual({
    added: ["r9"],
    removed: ["r1"],
    changed: [],
    reordered: false,
  });
  expect(
    changed(
      ["id: r1,", "id: rx,"],
      ["id: r2,", "id: r1,"],
      ["id: rx,", "id: r2,"],
      ["above: 1", "below: 0"],
      ["below: 0 }\ninflux", "above: 1 }\ninflux"],
    ).alarms,
  ).toEqual({ added: [], removed: [], changed: [], reordered: true });
  expect(changed(["操场", "大操场"]).places).toEqual({ added: [], removed: [], changed: ["yard"] });
});

test("journal, influx, county and the campus's name are told apart", () => {
  const flags = (edit: [string, string]) => {
    const { journal, influx, county, campus } = changed(edit);
    return { journal, influx, county, campus };
  };
  const none = { journal: false, influx: false, county: false, campus: false };
  expect(flags(["7d", "8d"])).toEqual({ ...none, journal: true });
  expect(flags(["8086", "8087"])).toEqual({ ...none, influx: true });
  expect(flags(["influx:", 'county: { url: "mqtt://127.0.0.1:1" }\ninflux:'])).toEqual({ ...none, county: true });
  expect(flags(["三中", "第三中学"])).toEqual({ ...none, campus: true });
});

test("posts and roads are told apart from all else", () => {
  const posts = changed(["influx:", "duty: { posts: [{ id: guard, name: 门卫室 }] }\ninflux:"]);
  expect([posts.duty, posts.notify, posts.restart]).toEqual([true, false, []]);
  const roads = changed(["influx:", "notify: { roads: [] }\ninflux:"]);
  expect([roads.duty, roads.notify, roads.restart]).toEqual([false, true, []]);
});
