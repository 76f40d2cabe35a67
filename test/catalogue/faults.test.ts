// The table of faults in test/README.md: complete for what is built so far, and each test that it names exists.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../harness/gateway.ts";

/** Faults that journal, broker, drivers, configuration, interface and the link to the county must bear. */
const OWED = [...range(1, 27), 31, 32, ...range(34, 74)];

interface Row {
  readonly fault: number;
  readonly file: string;
  readonly name: string;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function rows(): Row[] {
  const page = readFileSync(join(PROJECT, "test/README.md"), "utf8");
  return [...page.matchAll(/^\| (\d+) \|[^|]*\| `([^`]+)` \| (.+) \|$/gm)].map(([, fault, file = "", name = ""]) => ({
    fault: Number(fault),
    file,
    name,
  }));
}

test("every fault that is owed has a test", () => {
  const held = new Set(rows().map(({ fault }) => fault));
  expect(OWED.filter((fault) => !held.has(fault))).toEqual([]);
});

test.each(rows())("fault $fault: $file has the test “$name”", ({ file, name }) => {
  const source = readFileSync(join(PROJECT, file), "utf8");
  const quoted = ['"', "`", "'"].some((quote) => source.includes(`${quote}${name}${quote}`));
  expect(quoted).toBe(true);
});
