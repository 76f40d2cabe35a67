import { expect, test } from "vitest";
import type { ErrorCode } from "yaml";
import { problemsOf, profilesForTests } from "./testing.ts";
import { inChinese, said } from "./words.ts";
import { syntaxWords } from "./yaml-words.ts";

const HAN = /\p{Script=Han}/u;
const profiles = await profilesForTests();

const CODES = [
  "ALIAS_PROPS", "BAD_ALIAS", "BAD_COLLECTION_TYPE", "BAD_DIRECTIVE", "BAD_DQ_ESCAPE", "BAD_INDENT", "BAD_PROP_ORDER", "BAD_SCALAR_START",
  "BLOCK_AS_IMPLICIT_KEY", "BLOCK_IN_FLOW", "DUPLICATE_KEY", "IMPOSSIBLE", "KEY_OVER_1024_CHARS", "MISSING_CHAR", "MULTILINE_IMPLICIT_KEY",
  "MULTIPLE_ANCHORS", "MULTIPLE_DOCS", "MULTIPLE_TAGS", "NON_STRING_KEY", "RESOURCE_EXHAUSTION", "TAB_AS_INDENT", "TAG_RESOLVE_FAILED",
  "UNEXPECTED_TOKEN",
] as const satisfies readonly ErrorCode[]; // biome-ignore format: a list of codes

test.each(CODES)("%s of the YAML library is said in Chinese", (code) => {
  for (const words of syntaxWords(code)) expect(inChinese(words)).toMatch(HAN);
});

/** One slip of each form. */
const WRONG = `campus: { id: No3, name: "", timezone: Mars }
listen: { http: here, insecure: 3, mqtt: 5 }
journal: { keepReadings: 5, maxSize: much, keepOther: 0s }
tls: [ a ]
influx: { url: "http://u:p@h", version: 9, tokenFile: 3 }
county: { url: x }
places: [ { id: 0123, name: a, class: gat, key: perhaps }, { id: b, name: ${"x".repeat(65)}, class: gate, "a b": 1, q: } ]
devices:
  - { id: a, name: n, driver: mqtt, profile: native, evry: 1s, every: 10ms, report: 3, points: { A: {}, b: { unit: furlong, deadband: -1 } } }
  - { id: c, name: n, driver: mqtt, profile: native, credential: { sha256: 12 }, mqtt: { topics: [ "#" ] }, connection: { unit: 300, timeout: 1d } }
  - &x text
alarms: [ { id: r, device: a, point: *x, above: "2", severity: loud, severity: high } ]
nonsense: 1e999
`;

test("every way in which a value can be wrong is said in Chinese, message and remedy", () => {
  const problems = problemsOf(WRONG, profiles);
  expect(problems.length).toBeGreaterThan(25);
  const english = problems.flatMap((problem) => {
    const { message, remedy } = said(problem, "zh-CN");
    return [
      [message, problem.what],
      [remedy, problem.remedy],
    ].flatMap(([zh = "", en]) => (HAN.test(zh) ? [] : [en]));
  });
  expect(english).toEqual([]);
});

test("what stands in a sentence is kept, and said in Chinese itself where it is a word of ours", () => {
  expect(inChinese('there is no place "attic"')).toBe('没有场所 "attic"');
  expect(inChinese("did you mean room? write one that exists (there are: room, hall)")).toBe(
    "是否想写 room？请填写已有的（有：room, hall）",
  );
  expect(inChinese("is read by YAML as a number, not as a text")).toBe("YAML 把它读作数字，而不是文字");
  expect(inChinese("a sentence that nobody has translated")).toBe("a sentence that nobody has translated");
});
