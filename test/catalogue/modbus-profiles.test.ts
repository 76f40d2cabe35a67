// Every Modbus profile: what a newcomer's file must be before anybody relies on its numbers.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "#drivers/modbus/check.ts";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { isUnit } from "#gateway/contract/units.ts";
import { PROJECT } from "../harness/gateway.ts";

const FOLDER = join(PROJECT, "device-drivers", "modbus");
const FILES = readdirSync(join(FOLDER, "profiles"));
const CASES: readonly { readonly profile: string; readonly source: string; readonly values: object }[] = readdirSync(
  join(FOLDER, "testcases"),
).map((name) => JSON.parse(readFileSync(join(FOLDER, "testcases", name), "utf8")));

interface ProfileFile {
  readonly id: string;
  readonly name: Readonly<Record<string, string>>;
  readonly source?: string;
  readonly points: Readonly<Record<string, { readonly unit: string; readonly wire: object }>>;
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

test.each(FILES)("%s has golden frames that give values, with their source", (file) => {
  const golden = CASES.filter(
    ({ profile, values }) =>
      profile === profileOf(file).id && Object.values(values).some((value) => typeof value !== "string"),
  );
  expect(golden.length).toBeGreaterThan(0);
  for (const { source } of golden) expect(source.length).toBeGreaterThan(20);
});
