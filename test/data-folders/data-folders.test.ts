import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "../harness/temp.ts";
import { contentOf } from "./content.ts";

const HERE = import.meta.dirname;
const releases = readdirSync(HERE, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));

test("a data folder of every release is kept", () => {
  expect(releases).toContain("0.1.0");
});

test.each(releases)(
  "the data folder of release %s opens with every entry, value, repeat, cursor and account that it held",
  async (release) => {
    await using copy = tempFolder();
    cpSync(join(HERE, release), copy.path, { recursive: true });
    const expected: unknown = JSON.parse(readFileSync(join(HERE, `${release}.json`), "utf8"));
    const content = await contentOf(copy.path);
    expect(content).toEqual(expected);
    expect(content.forgotten).toEqual([]);
    expect(new Set(content.entries.map((entry) => (entry as { kind: string }).kind)).size).toBe(8);
  },
);
