// The console as it is built must run in Chrome 109; what it runs on is not at hand, so its files are read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROJECT } from "../harness/gateway.ts";
import { isNewerStyle, newerInScript } from "./old-browser.ts";

const BUILT = join(PROJECT, "dashboards", "console", "dist");
/** Of the campus's console and of the county's. */
const ASSETS = [join(BUILT, "assets"), join(BUILT, "county", "assets")];

/** Looked at by hand: what is found, text beside it, and why it does no harm. */
const REVIEWED: readonly (readonly [what: string, beside: RegExp, why: string])[] = [
  ["union", /\.union[(=]/, "the charts' rectangles have a function of that name of their own"],
  ["startViewTransition", /try\{.*startViewTransition/s, "React tries it, and only where an animation is wanted"],
];
const isReviewed = (what: string, where: string) =>
  REVIEWED.some(([known, beside]) => known === what && beside.test(where));

/** The built files with this ending. */
function built(ending: string): (readonly [name: string, text: string])[] {
  return ASSETS.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => [name, readFileSync(join(folder, name), "utf8")] as const),
  );
}

test("no script of the built console has syntax or calls functions that Chrome 109 lacks", () => {
  const scripts = built(".js");
  const found = scripts.flatMap(([name, text]) =>
    newerInScript(text).map(({ what, where }) => ({ name, what, where })),
  );
  expect(found.filter(({ what, where }) => !isReviewed(what, where))).toEqual([]);
  expect(scripts.length).toBeGreaterThan(10);
});

test("no style sheet of the built console is written in a way that Chrome 109 does not understand", () => {
  const sheets = built(".css");
  expect(sheets.filter(([, text]) => isNewerStyle(text)).map(([name]) => name)).toEqual([]);
  expect(sheets.length).toBeGreaterThan(5);
});

test.each([
  "await using line = open();",
  'import words from "./words.json" with { type: "json" };',
  "/[\\p{L}--[a-z]]/v;",
  "/(?i:a)b/;",
  "[3, 1].toSorted();",
  "Object.groupBy(list, keyOf);",
  "const { promise } = Promise.withResolvers();",
  "AbortSignal.any([a, b]);",
  "a.union(b);",
  "places.values().map(nameOf);",
  "URL.canParse(text);",
])("a script that says %s is found", (code) => {
  expect(newerInScript(code)).toHaveLength(1);
});

test.each([
  "typeof Promise.withResolvers === 'function';",
  "const sorted = list.toSorted ? [] : [...list].sort();",
  "AbortSignal.any?.([a, b]);",
  "Object.values(places).map(nameOf);",
  "[...places.values()].map(nameOf);",
  "class Line { #open = false; static { Line.count = 0; } }",
  "a ??= b?.at(-1);",
])("a script that says %s is not", (code) => {
  expect(newerInScript(code)).toEqual([]);
});

test.each([
  [".a { .b { color: red } }", true],
  [".a { color: color-mix(in srgb, red, blue) }", true],
  [".a { color: light-dark(black, white) }", true],
  [".a { color: oklch(40% 0.2 20) }", true],
  [".a:has(.b) { height: 100dvh }", false],
  ["@layer base { .a { inset: 0 } }", false],
  ["@container (min-width: 30rem) { .a { margin-inline: 1px } }", false],
])("of styles: %s is newer: %s", (css, newer) => {
  expect(isNewerStyle(css)).toBe(newer);
});
