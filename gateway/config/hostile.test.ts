import { expect, test } from "vitest";
import { CAMPUS, linesOf, profilesForTests } from "./testing.ts";
import { MAX_FILE_BYTES } from "./yaml.ts";

const profiles = await profilesForTests();
/** Below the limit, so that the reader has to cope; a quarter of it, so that the tests stay quick. */
const LARGE = MAX_FILE_BYTES / 4;
const fill = (piece: string): string => piece.repeat(Math.floor(LARGE / piece.length));

/** Files made to break a reader, and what must be said. Each must be refused without exhausting anything. */
const HOSTILE: readonly [name: string, file: string | Uint8Array, words: string][] = [
  ["20 MB", new Uint8Array(20_000_000).fill(0x61), "larger than 256 KiB"],
  ["one byte too many", new Uint8Array(MAX_FILE_BYTES + 1).fill(0x20), "larger than 256 KiB"],
  ["100 000 devices", `${CAMPUS}devices:\n${"  - {}\n".repeat(100_000)}`, "larger than 256 KiB"],
  ["as many devices as fit", `${CAMPUS}devices: [${fill("{},")}]\n`, "keep at most 5000"],
  ["as many keys as fit", Array.from({ length: 20_000 }, (_, at) => `k${at}: 1\n`).join(""), "keep at most 5000"],
  [
    "an alias bomb",
    `a: &a [x, x]\n${"bcdefghijklmnop".replace(/./g, (c) => `${c}: &${c} [*${String.fromCharCode(c.charCodeAt(0) - 1)}, *${String.fromCharCode(c.charCodeAt(0) - 1)}]\n`)}`,
    "is an alias",
  ],
  ["an alias of itself", "a: &a [*a]\n", "is an alias"],
  ["a merge key", `x: &x { a: 1 }\n${CAMPUS}<<: *x\n`, "is an alias"],
  ["lists in lists", "[".repeat(MAX_FILE_BYTES), "nested more than 16"],
  ["closed lists in lists", "[".repeat(300) + "]".repeat(300), "nested more than 16"],
  ["maps in maps", fill("{a: "), "nested more than 16"],
  [
    "lists in lists, line by line",
    Array.from({ length: 40 }, (_, at) => `${" ".repeat(at)}- \n`).join(""),
    "nested more than 16",
  ],
  ["dashes in dashes", fill("- "), "nested"],
  ["questions in questions", fill("? "), "nested"],
  ["anchors on anchors", fill("&a "), "anchor"],
  ["tags on tags", fill("!a "), "tag"],
  ["a tag that names a type", `${CAMPUS}places: !!set {}\n`, "has a tag"],
  ["a binary tag", "campus: !!binary aGVsbG8=\n", "has a tag"],
  ["an unknown tag", "campus: !ruby/object:Gem {}\n", "has a tag"],
  ["a tagged key", `${CAMPUS}!x county: {}\n`, "has a tag"],
  ["a directive that changes what no means", `%YAML 1.1\n---\n${CAMPUS}`, "directive"],
  ["two documents", `${CAMPUS}---\n${CAMPUS}`, "several documents"],
  ["a tab", "campus:\n\tid: a\n", "is indented with a tab"],
  ["a key twice", "campus: 1\ncampus: 2\n", "is written twice"],
  ["a map as a key", "? { a: 1 }\n: 2\n", "not plain text"],
  ["null as a key", "~: 1\n", "reads as empty"],
  ["a number as a key", "1: 1\n", 'quote it: "1"'],
  ["__proto__", "__proto__: { polluted: true }\n", "refused everywhere"],
  ["__proto__ with escapes", '"\\u005f_proto__": { polluted: true }\n', "refused everywhere"],
  ["constructor.prototype", "constructor: { prototype: { polluted: true } }\n", "refused everywhere"],
  ["NUL in a text", 'campus: { id: "a\\0", name: "x", timezone: Asia/Shanghai }\n', "control character"],
  ["NUL bytes", `${CAMPUS}# a\0\nname: a\0b\n`, "control character"],
  ["half a character", 'campus: { id: a, name: "\\ud800", timezone: Asia/Shanghai }\n', "control character"],
  ["bytes that are not UTF-8", new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe]), "save it as UTF-8"],
  ["UTF-16 of a Windows editor", new Uint8Array(Buffer.from(`\ufeff${CAMPUS}`, "utf16le")), "save it as UTF-8"],
  ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), "save it as UTF-8"],
  ["an unclosed quote", 'campus: "', "closing quote"],
  ["backslashes without end", `"${"\\".repeat(LARGE)}`, "quote"],
  ["nothing", "", "is empty"],
  ["nothing but comments", fill("# a\n"), "is empty"],
  ["a text", "campus\n", "is a text, not a map"],
  ["a list", "- campus\n", "is a list, not a map"],
  ["not a number", "campus: .nan\n", "finite"],
  ["a number that no computer keeps", `${CAMPUS}alarms: [{ id: r, point: p, device: d, above: 1e999 }]\n`, "finite"],
];

test.each(HOSTILE)("%s is refused in words, and leaves no trace", (_name, file, words) => {
  const said = linesOf(file, profiles);
  expect(said.join("\n")).toContain(words);
  for (const line of said) expect(line).toMatch(/^[^\p{Cc}]+$/u);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect("polluted" in {}).toBe(false);
});

test("a slip in the indentation does not give hundreds of problems", () => {
  const said = linesOf(fill("a: b: c\n"), profiles);
  expect(said.length).toBeGreaterThan(0);
  expect(said.length).toBeLessThanOrEqual(20);
});

test("any single byte changed in a good file gives a configuration or problems, never a crash", () => {
  const good = new TextEncoder().encode(
    `${CAMPUS}places: [{ id: a, name: x, class: yard }]\nlisten: { http: "127.0.0.1:0" }\n`,
  );
  for (let at = 0; at < good.length; at++) {
    for (const byte of [0x00, 0x09, 0x22, 0x2a, 0x3a, 0xff]) {
      const file = good.slice();
      file[at] = byte;
      for (const line of linesOf(file, profiles)) expect(line).toMatch(/^[^\p{Cc}]+: [^\p{Cc}]+: [^\p{Cc}]+$/u);
    }
  }
});
