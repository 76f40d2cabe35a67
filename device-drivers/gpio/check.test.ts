// What is wrong with a profile or a connection is said with its place and what to write instead.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatProblem } from "#gateway/config/problem.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { readCampus } from "#gateway/config/read.ts";
import { check } from "./check.ts";

const FOLDER = join(import.meta.dirname, "profiles");
const FILES = readdirSync(FOLDER);
const profileOf = (id: string) => JSON.parse(readFileSync(join(FOLDER, `${id}.json`), "utf8"));
const said = (profile: Record<string, unknown>, connection: object) =>
  check({ id: "d", profile, connection: { ...connection } }).map(
    ({ path, what, remedy }) => `${path}: ${what}: ${remedy}`,
  );

test.each(FILES)("%s is accepted, is in the registry, and is named in both languages", async (file) => {
  const profile = profileOf(file.replace(".json", ""));
  expect(said(profile, { chip: "gpiochip0", line: 17 })).toEqual([]);
  expect((await loadProfiles()).of("gpio")).toContain(profile.id);
  expect(profile.name["zh-CN"]).toMatch(/\p{Script=Han}/u);
  expect(profile.name.en).toMatch(/^[\x20-\x7e]+$/);
});

test.each([
  [{ chip: "gpiochip0" }, "connection.line: is no line"],
  [{ line: 17 }, "connection.chip: is missing"],
  [{ chip: "gpiochip0", line: 17.5 }, "connection.line: is no line"],
  [{ chip: "gpiochip0", line: -1 }, "connection.line: is no line"],
  [{ chip: "gpiochip0", line: "17" }, "connection.line: is no line"],
  [{ chip: "gpiochip0", line: "a b" }, "connection.line: is no line"],
  [{ chip: "/dev/gpiochip0", line: 1 }, "connection.chip: is no chip"],
  [{ chip: "gpiochip0", line: 1, bias: "up" }, "connection.bias: is not known"],
  [{ chip: "gpiochip0", line: 1, invert: "yes" }, "connection.invert: is not true or false"],
  [{ chip: "gpiochip0", line: 1, debounce: "11s" }, "connection.debounce: is no duration up to 10s"],
  [{ chip: "gpiochip0", line: 1, debounce: 20 }, "connection.debounce: is no duration up to 10s"],
  [{ chip: "gpiochip0", line: 1, safe: true }, "connection.safe: is nothing that an input has"],
  [{ chip: "gpiochip0", line: 1, tcp: "1.2.3.4:5" }, "connection.tcp: is nothing that an input has"],
])("of an input, %j: %s", (connection, expected) => {
  expect(said(profileOf("dry-contact"), connection).some((text) => text.startsWith(`${expected}: `))).toBe(true);
});

test("of an output, what only inputs have is refused", () => {
  const connection = { chip: "gpiochip0", line: 1, debounce: "5ms", bias: "pull-up", safe: 1 };
  expect(said(profileOf("relay"), connection).map((text) => text.split(": ")[0])).toEqual([
    "connection.debounce",
    "connection.bias",
    "connection.safe",
  ]);
});

const RELAY = profileOf("relay");
const point = (shows: string, type = "boolean") => ({ ...RELAY, points: { on: { unit: "1", type, wire: { shows } } } });
const commands = (named: object) => ({ ...RELAY, wire: { direction: "output", commands: named } });
const seconds = (minimum: number, maximum: number) => ({ seconds: { type: "number", minimum, maximum } });

test.each([
  [point("active"), "profile.points.on.wire.shows: active is nothing that an output shows"],
  [point("on", "number"), "profile.points.on.type: on is a boolean"],
  [point("colour"), "profile.points.on.wire.shows: must be"],
  [{ ...RELAY, wire: { direction: "up" } }, "profile.wire.direction: must be"],
  [{ ...RELAY, points: {} }, "profile.points: must NOT have fewer"],
  [{ id: "x" }, "profile.wire: must have required property"],
  [
    commands({ reset: { does: "reset", args: {} } }),
    "profile.wire.commands.reset.does: reset is nothing that an output does",
  ],
  [commands({ p: { does: "pulse", args: {} } }), "profile.wire.commands.p.args.seconds: is missing or has no bounds"],
  [commands({ p: { does: "pulse", args: seconds(0, 60) } }), "profile.wire.commands.p.args.seconds: is missing or"],
  [commands({ p: { does: "pulse", args: seconds(1, 7200) } }), "profile.wire.commands.p.args.seconds: is missing or"],
  [commands({ s: { does: "set", args: {} } }), "profile.wire.commands.s.args.on: is missing"],
])("profile %#: %s", (profile, expected) => {
  expect(said(profile, { chip: "gpiochip0", line: 1 }).join("\n")).toContain(expected);
});

test("the campus.yaml of the README is accepted as it stands", async () => {
  const [, devices = ""] =
    /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(import.meta.dirname, "README.md"), "utf8")) ?? [];
  const file = `campus: { id: c, name: c, timezone: Asia/Shanghai }
listen: { http: 127.0.0.1:0, mqtt: 127.0.0.1:0 }
places: [{ id: machine-room-1, name: m, class: machine-room }]
${devices}`;
  const result = readCampus(new TextEncoder().encode(file), await loadProfiles(), (_, device) => check(device));
  expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([]);
});
