import { expect, test } from "vitest";
import { repeatedKey } from "./repeated-key.ts";

test.each([
  ['{"a": 1, "a": 2}', { key: "a", line: 1 }],
  ['{\n"a": {"b": 1},\n"c": 2,\n"a": 3}', { key: "a", line: 4 }],
  ['{"a": [{"b": 1, "c": {}, "b": 2}]}', { key: "b", line: 1 }],
  ['{"a": 1, "\\u0061": 2}', { key: "a", line: 1 }],
  ['{"a\\"": "}", "a\\"": "{"}', { key: 'a"', line: 1 }],
])("in %s the repeated key is found with its line", (text, expected) => {
  expect(repeatedKey(text)).toEqual(expected);
});

test.each([
  '{"a": {"a": {"a": "a"}}, "b": "a"}',
  '{"a": ["a", "a", {"a": 1}, {"a": 1}]}',
  '{"x": "\\"a\\": 1, \\"a\\": 2", "a": "x"}',
  '["a", "a"]',
  '"a"',
  "{}",
])("in %s nothing repeats", (text) => {
  JSON.parse(text);
  expect(repeatedKey(text)).toBe(null);
});
