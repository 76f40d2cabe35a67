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
  "the folder of release %s opens with every entry, value, repeat, cursor and account",
  async (release) => {
    await using copy = tempFolder();
    cpSync(join(HERE, release), copy.path, { recursive: true });
    const lines = readFileSync(join(HERE, `${release}.jsonl`), "utf8")
      .trimEnd()
      .split("\n");
    const [rest, ...entries] = lines.map((line): unknown => JSON.parse(line));
    const content = await contentOf(copy.path);
    expect(content.entries).toEqual(entries);
    expect({ ...content, entries: undefined }).toEqual(rest);
    expect(content.forgotten).toEqual([]);
    expect(new Set(content.entries.map(({ kind }) => kind)).size).toBe(8);
  },
);
