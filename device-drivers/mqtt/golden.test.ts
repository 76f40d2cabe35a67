// Every profile of foreign firmware against messages of that firmware, and what a newcomer's file must be.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { TopicNames } from "../../gateway/contract/dialect.ts";
import type { Value } from "../../gateway/contract/entry.ts";
import { isUnit } from "../../gateway/contract/units.ts";
import { loadDialect } from "./load.ts";

interface Case {
  readonly profile: string;
  readonly source: string;
  readonly messages: readonly { readonly topic: string; readonly payload: string; readonly says: unknown }[];
  readonly orders?: readonly {
    readonly names: TopicNames;
    readonly command: string;
    readonly args: Readonly<Record<string, Value>>;
    readonly says: unknown;
  }[];
}
interface ProfileFile {
  readonly id: string;
  readonly name: Readonly<Record<string, string>>;
  readonly source?: string;
  readonly points?: Readonly<
    Record<string, { readonly unit: string; readonly name: Readonly<Record<string, string>> }>
  >;
  readonly wire?: { readonly topics?: readonly { readonly topic: string }[] };
}

function filesOf<T>(folder: string): readonly T[] {
  const path = fileURLToPath(new URL(folder, import.meta.url));
  return readdirSync(path).map((name) => JSON.parse(readFileSync(`${path}/${name}`, "utf8")));
}

const PROFILES = filesOf<ProfileFile>("profiles").filter(({ wire }) => wire?.topics !== undefined);
const CASES = filesOf<Case>("testcases");

function dialectNamed(id: string) {
  const profile = PROFILES.find((one) => one.id === id);
  const dialect = profile === undefined ? null : loadDialect({ ...profile });
  if (dialect === null) throw new Error(`there is no foreign profile ${id}`);
  return dialect;
}

const TOPIC = { topic: "a/+", points: { t: { at: "/t" } } };
const POINTS = { t: { unit: "Cel" } };

describe.each(CASES)("$profile", ({ profile, source, messages }) => {
  const dialect = dialectNamed(profile);
  test.each(messages)("$topic $payload", ({ topic, payload, says }) => {
    const message: unknown = dialect.formOf(topic) === "json" ? JSON.parse(payload) : payload;
    expect(dialect.translate(topic, message)).toEqual(says);
    expect(source.length).toBeGreaterThan(20);
  });
});

test.each(CASES.flatMap(({ profile, orders = [] }) => orders.map((order) => ({ profile, ...order }))))(
  "$profile told $command $args",
  ({ profile, names, command, args, says }) => {
    expect(dialectNamed(profile).named(names).order(command, args)).toEqual(says);
  },
);

test.each([
  ["an argument that it does not have", { payload: { arg: "off" } }, "names off, which is none of its arguments"],
  ["a confirmation by no point", { confirm: { point: "u", arg: "on" } }, "is confirmed by u, which is no point"],
])("a command with %s is refused", (_what, more, complaint) => {
  const commands = { set: { args: { on: { type: "number" } }, topic: "a/set", payload: { arg: "on" }, ...more } };
  expect(() => loadDialect({ points: POINTS, wire: { topics: [TOPIC], commands } })).toThrow(complaint);
});

test.each(PROFILES)(
  "$id has messages that give values, names in both languages, units of the list and its source",
  (profile) => {
    const { id, name, source = "", points = {} } = profile;
    const said = CASES.filter((one) => one.profile === id).flatMap(({ messages }) => messages);
    expect(said.filter(({ says }) => typeof says === "object" && says !== null).length).toBeGreaterThan(0);
    expect(source.length).toBeGreaterThan(40);
    for (const names of [name, ...Object.values(points).map((point) => point.name)]) {
      expect(names["zh-CN"]).toMatch(/\p{Script=Han}/u);
      expect(names.en).toMatch(/^[\x20-\x7e]+$/);
    }
    expect(Object.values(points).filter(({ unit }) => !isUnit(unit))).toEqual([]);
  },
);

test("a topic that the firmware does not have is none", () => {
  const { formOf } = dialectNamed("tasmota-climate");
  expect(["cmnd/x/POWER", "tele/x/y/SENSOR", "tele/SENSOR", "zigbee2mqtt/x"].map(formOf)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test.each([
  ["nothing that is kept", { topic: "a/+" }, "needs exactly one of points, event, state, presence, stranger, unused"],
  ["two meanings", { ...TOPIC, unused: true }, "needs exactly one of"],
  [
    "a point that it does not have",
    { ...TOPIC, points: { ...TOPIC.points, u: { at: "/u" } } },
    "tells u, which is no point",
  ],
  [
    "values of another kind",
    { ...TOPIC, points: { t: { at: "/t", values: { ON: true } } } },
    "gives t values that are no number",
  ],
  ["no type of an entry", { topic: "a/+", event: { type: "Pressed", data: {} } }, "has Pressed, which is no type"],
  ["places inside a text", { ...TOPIC, payload: "text" }, "looks for t inside a text"],
  ["no pointer", { ...TOPIC, points: { t: { at: "t" } } }, "must match pattern"],
  ["no filter", { ...TOPIC, topic: "a/b+" }, "must match pattern"],
  ["a key that means nothing", { ...TOPIC, factor: 2 }, "must NOT have additional properties"],
])("a profile with %s is refused, and where is said", (_what, mapping, complaint) => {
  expect(() => loadDialect({ points: POINTS, wire: { topics: [mapping] } })).toThrow(complaint);
});

test("scaled numbers are without the noise of doubles; a point that no message tells is refused", () => {
  const wire = { topics: [{ topic: "a/b", points: { t: { at: "/t", scale: 0.1, offset: -40 } } }] };
  expect(loadDialect({ points: POINTS, wire })?.translate("a/b", { t: 643 })).toMatchObject({
    message: { points: { t: 24.3 } },
  });
  expect(() => loadDialect({ points: { ...POINTS, u: { unit: "1" } }, wire })).toThrow("/points/u is in no message");
});

test("what a message inherits is not in it, and a pointer reaches names with slashes and tildes", () => {
  const wire = { topics: [{ topic: "a/b", points: { t: { at: ["/toString", "/length", "/a~1b~0/0"] } } }] };
  const dialect = loadDialect({ points: POINTS, wire });
  expect(dialect?.translate("a/b", { "a/b~": [5] })).toMatchObject({ message: { points: { t: 5 } } });
  expect(dialect?.translate("a/b", 7)).toMatchObject({ message: { points: {} } });
});
