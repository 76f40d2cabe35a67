// Every Modbus profile: what a newcomer's file must be before anybody relies on its numbers.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "#drivers/modbus/check.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { pointLabel } from "#gateway/contract/point-labels.ts";
import { isUnit } from "#gateway/contract/units.ts";
import { PROJECT } from "../harness/gateway.ts";
import { DEVICE_CASES, GOLDEN_CASES } from "../harness/modbus-cases.ts";

const FOLDER = join(PROJECT, "device-drivers", "modbus");
const FILES = readdirSync(join(FOLDER, "profiles"));
interface ProfileFile {
  readonly id: string;
  readonly name: Readonly<Record<string, string>>;
  readonly source?: string;
  readonly points: Readonly<
    Record<string, { readonly unit: string; readonly wire: object; readonly name?: Readonly<Record<string, string>> }>
  >;
  readonly alarms?: readonly object[];
}

const textOf = (file: string) => readFileSync(join(FOLDER, "profiles", file), "utf8");
const profileOf = (file: string): ProfileFile => JSON.parse(textOf(file));

test("there are profiles to check, and all are in the registry", async () => {
  expect(FILES.length).toBeGreaterThanOrEqual(3);
  expect([...(await loadProfiles()).of("modbus")]).toEqual(FILES.map((name) => name.replace(".json", "")).sort());
});

test.each(FILES)("%s is accepted by its driver: form, types, ranges, overlaps, commands", (file) => {
  const profile = { ...profileOf(file) };
  expect(check({ id: "device", profile, connection: { tcp: "127.0.0.1:502" } })).toEqual([]);
});

test.each(FILES)("%s has points, each once, each with a unit of the closed list", (file) => {
  const points = Object.entries(profileOf(file).points);
  expect(points.length).toBeGreaterThan(0);
  // JSON keeps the last of two equal keys and says nothing; counting the text tells.
  expect(textOf(file).match(/"wire": \{\s*"function"/g)).toHaveLength(points.length);
  expect(points.filter(([, { unit }]) => !isUnit(unit))).toEqual([]);
});

test.each(FILES)("%s is named in both languages and says where its numbers are from", (file) => {
  const { name, source = "" } = profileOf(file);
  expect(name["zh-CN"]).toMatch(/\p{Script=Han}/u);
  expect(name.en).toMatch(/^[\x20-\x7e]+$/);
  expect(source.length).toBeGreaterThan(40);
});

test.each(FILES)("%s calls each point something in both languages", (file) => {
  const nameless = Object.entries(profileOf(file).points).filter(([id, { name }]) => {
    const label = name ?? pointLabel(id);
    return label["zh-CN"] === id || label.en === id;
  });
  expect(nameless.map(([id]) => id)).toEqual([]);
});

test.each(FILES)(
  "%s brings alarm rules, so that a silent or dangerous device is noticed without configuration",
  (file) => {
    expect(profileOf(file).alarms?.length ?? 0).toBeGreaterThan(0);
  },
);

test.each(FILES)("%s is read by a test from a device that another program plays, every point of it", (file) => {
  const read = DEVICE_CASES.filter(([, { profile }]) => profile === profileOf(file).id).flatMap(([, { values }]) =>
    Object.keys(values),
  );
  expect(read.sort()).toEqual(Object.keys(profileOf(file).points).sort());
});

test("each test case says where it is from, and of which profile it is", () => {
  const known = new Set(FILES.map((file) => profileOf(file).id));
  for (const [name, { profile, source }] of [...GOLDEN_CASES, ...DEVICE_CASES]) {
    expect(known, name).toContain(profile);
    expect(source.length, name).toBeGreaterThan(20);
  }
});
