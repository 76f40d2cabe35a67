// The library's syntax errors in our words. Its own messages quote the file, which may hold something that must not be printed.
import type { ErrorCode } from "yaml";

type Words = readonly [what: string, remedy: string];

const INDENT: Words = [
  "is indented so that YAML cannot tell what belongs where",
  "indent with spaces, as deep as the line's neighbours",
];
const VALUE: Words = ["has a value that YAML cannot read", "put the value in double quotes"];
const TAG: Words = ["uses a tag (!…)", "write the value without it"];
const ANCHOR: Words = [
  "uses an anchor or alias (&…, *…)",
  "write the value itself, in quotes if it starts with & or *",
];

const WORDS: Readonly<Record<ErrorCode, Words>> = {
  ALIAS_PROPS: ANCHOR,
  BAD_ALIAS: ANCHOR,
  MULTIPLE_ANCHORS: ANCHOR,
  BAD_COLLECTION_TYPE: TAG,
  MULTIPLE_TAGS: TAG,
  TAG_RESOLVE_FAILED: TAG,
  BAD_PROP_ORDER: TAG,
  BAD_INDENT: INDENT,
  BLOCK_IN_FLOW: INDENT,
  BLOCK_AS_IMPLICIT_KEY: [
    "has two `key: value` on one line",
    "put the second on its own line, or the value in double quotes",
  ],
  BAD_DIRECTIVE: ["uses a directive (%…)", "remove the line that starts with %"],
  BAD_DQ_ESCAPE: ["has an unknown escape (\\…) in a quoted text", "write \\\\ for a backslash"],
  BAD_SCALAR_START: VALUE,
  DUPLICATE_KEY: ["has the same key twice", "keep one of the two"],
  IMPOSSIBLE: VALUE,
  KEY_OVER_1024_CHARS: ["has a key of more than 1024 characters", "check for a missing quote or line break"],
  MISSING_CHAR: [
    "lacks a closing quote, bracket, comma, colon or space",
    "complete it: `key: value` has a space after the colon",
  ],
  MULTILINE_IMPLICIT_KEY: ["has a key over several lines, or a line without a colon", "write `key: value` on one line"],
  MULTIPLE_DOCS: ["holds several documents (---)", "keep one, without --- lines"],
  NON_STRING_KEY: ["has a key that is not a text", "put the key in double quotes"],
  RESOURCE_EXHAUSTION: ["is nested too deep", "write it flatter"],
  TAB_AS_INDENT: ["is indented with a tab", "indent with spaces"],
  UNEXPECTED_TOKEN: [
    "has something where YAML expects nothing",
    "put the value in double quotes, or check the line above",
  ],
};

/** What is wrong and what to do, for an error code of the YAML library. */
export function syntaxWords(code: ErrorCode): Words {
  return WORDS[code];
}
