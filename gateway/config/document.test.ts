import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { jsonSchema, markdownReference } from "./document.ts";
import { SAMPLE } from "./sample.ts";
import { CampusFileSchema } from "./schema.ts";

const docs = new URL("../../docs/", import.meta.url);

/** Without the spaces and dashes with which a formatter aligns tables. */
const unaligned = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---");

test("the committed reference is what the schema gives (else: node provisioning/document-config.ts)", async () => {
  expect(unaligned(await readFile(new URL("campus-yaml.md", docs), "utf8"))).toBe(unaligned(markdownReference()));
});

test("the committed JSON Schema is what the schema gives (else: node provisioning/document-config.ts)", async () => {
  expect(JSON.parse(await readFile(new URL("campus.schema.json", docs), "utf8"))).toEqual(jsonSchema());
});

test("an editor with the JSON Schema accepts the sample and refuses an unknown key and a missing name", () => {
  const check = new Ajv({ allowUnionTypes: true }).compile(jsonSchema());
  const file = parse(SAMPLE);
  expect(check(file)).toBe(true);
  expect(check({ ...file, colour: "red" })).toBe(false);
  expect(check({ ...file, campus: { id: "a", timezone: "UTC" } })).toBe(false);
});

/** Every schema below this one that describes an option, with its path. */
function optionsOf(schema: unknown, path = "campus.yaml"): [path: string, option: object][] {
  if (typeof schema !== "object" || schema === null) return [];
  const properties: unknown = "properties" in schema ? schema.properties : {};
  const items: unknown = "items" in schema ? { item: schema.items } : {};
  const values: unknown = "patternProperties" in schema ? schema.patternProperties : {};
  const below = [properties, items, values].flatMap((map) =>
    Object.entries(typeof map === "object" && map !== null ? map : {}),
  );
  return [[path, schema], ...below.flatMap(([key, option]) => optionsOf(option, `${path}.${key}`))];
}

test("every option has a sentence, and every number, text and list has limits or a form", () => {
  const options = optionsOf(CampusFileSchema);
  expect(options.length).toBeGreaterThan(60);
  const silent = options.filter(
    ([, option]) => !("description" in option && /^[A-Z`].*\.$/s.test(String(option.description))),
  );
  expect(silent.map(([path]) => path)).toEqual([]);
  const limits = ["enum", "format", "pattern", "maxLength", "maxItems", "properties", "patternProperties"];
  const endless = options.filter(
    ([, option]) =>
      "type" in option &&
      ["string", "array", "object"].includes(String(option.type)) &&
      !limits.some((limit) => limit in option),
  );
  expect(endless.map(([path]) => path)).toEqual([]);
});
