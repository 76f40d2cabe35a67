// Bytes → plain data, with the line of every value. Nothing of YAML gets through that a reader of the file would not see at once:
// no aliases, tags, directives, duplicate or non-text keys, and nothing that could exhaust the machine.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { isForbiddenKey } from "../contract/ids.ts";
import { messageOf } from "../kit/errors.ts";
import { hasControls, type Path, type Problem, pathText, quoted, WHOLE_FILE } from "./problem.ts";
import { syntaxWords } from "./yaml-words.ts";

/** Above this a file is refused before it is parsed: room for some 2000 devices. */
export const MAX_FILE_BYTES = 256 * 1024;
/** campus.yaml needs 6 levels; `connection` of a driver may need a few more. */
const MAX_DEPTH = 16;
const TOO_DEEP = `is nested more than ${MAX_DEPTH} levels deep`;
/** More than any list or map of the schema may hold. */
const MAX_ITEMS = 5000;
/** After one slip in the indentation each following line is an error too. */
const MAX_SYNTAX_PROBLEMS = 20;

export interface Parsed {
  /** Maps, lists, texts, finite numbers, booleans and null. */
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Line of the value at the path, or of the nearest one around it. */
  lineOf(path: Path): number | null;
  /** How a number, boolean or null was written, such as `0123`. */
  sourceOf(path: Path): string | null;
}

/** Reads one YAML document; `data` is undefined when nothing can be checked further. Never throws, whatever the bytes are. */
export function parseYaml(bytes: Uint8Array): Parsed {
  if (bytes.byteLength > MAX_FILE_BYTES) {
    return unusable(
      `is larger than ${MAX_FILE_BYTES / 1024} KiB`,
      "split the campus, or remove what does not belong here",
    );
  }
  const text = decodeUtf8(bytes);
  if (text === null) return unusable("is not UTF-8 text", "save it as UTF-8");
  const lines = new LineCounter();
  try {
    if (nestsTooDeep(text)) return unusable(TOO_DEEP, "write it flatter");
    // Duplicate keys are found in `read` below: the library compares each key with all others, which takes seconds for a hostile file.
    const document = parseDocument(text, {
      strict: true,
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: lines,
      logLevel: "error",
      merge: false,
      schema: "core",
    });
    const syntax = syntaxProblems(document, lines);
    if (syntax.length > 0) return { ...unusable("", ""), problems: syntax };
    return readDocument(document, lines);
  } catch (error) {
    // Stack overflows and internal errors of the library, not only its YAMLParseError.
    return unusable(
      `cannot be read as YAML (${messageOf(error).slice(0, 80)})`,
      "compare it with the sample in docs/campus-yaml.md",
    );
  }
}

function unusable(what: string, remedy: string): Parsed {
  return {
    data: undefined,
    problems: [{ path: WHOLE_FILE, what, remedy, line: null }],
    lineOf: () => null,
    sourceOf: () => null,
  };
}

/** True for too many open brackets: counted before parsing, because the parser takes seconds for a file of nothing else. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function syntaxProblems(document: Document.Parsed, lines: LineCounter): Problem[] {
  const problems = document.errors.slice(0, MAX_SYNTAX_PROBLEMS).map((error: YAMLError): Problem => {
    const [what, remedy] = syntaxWords(error.code);
    return { path: WHOLE_FILE, what, remedy, line: lines.linePos(error.pos[0]).line };
  });
  if (document.directives.yaml.explicit === true) {
    const [what, remedy] = syntaxWords("BAD_DIRECTIVE");
    problems.push({ path: WHOLE_FILE, what, remedy, line: 1 });
  }
  return problems;
}

function readDocument(document: Document.Parsed, counter: LineCounter): Parsed {
  const problems: Problem[] = [];
  const lines = new Map<string, number>();
  const sources = new Map<string, string>();

  const report = (path: Path, what: string, remedy: string): undefined => {
    problems.push({ path: pathText(path), what, remedy, line: lines.get(pathText(path)) ?? null, at: path });
    return undefined;
  };

  const read = (node: unknown, path: Path): unknown => {
    if (node === null) return null;
    if (isAlias(node)) return report(path, "is an alias (*…)", "write the value itself");
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return report(path, "is not a value", "write a value");
    if (!lines.has(pathText(path)) && node.range) lines.set(pathText(path), counter.linePos(node.range[0]).line);
    if (node.tag !== undefined) return report(path, "has a tag (!…)", "write the value without it");
    if (isScalar(node)) return readScalar(node.value, node.source, path);
    if (path.length >= MAX_DEPTH) return report(path, TOO_DEEP, "write it flatter");
    if (node.items.length > MAX_ITEMS) {
      return report(path, `has ${node.items.length} items`, `keep at most ${MAX_ITEMS}`);
    }
    if (isSeq(node)) return node.items.map((item, at) => read(item, [...path, at]));
    return readMap(node, path);
  };

  const readScalar = (value: unknown, source: string | undefined, path: Path): unknown => {
    if (typeof value === "string") {
      if (!hasControls(value)) return value;
      return report(
        path,
        "contains a line break or another invisible control character",
        "write it on one line, without it",
      );
    }
    if (source !== undefined) sources.set(pathText(path), source);
    if (value === null || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)))
      return value;
    return report(path, "is not a number that can be used", "write a finite number");
  };

  const readMap = (map: YAMLMap, path: Path): unknown => {
    const out: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const { key, value } of map.items) {
      if (!isScalar(key) || key.anchor !== undefined) {
        report(path, "has a key that is not plain text", "write `key: value` with a plain word as the key");
        continue;
      }
      const name = typeof key.value === "string" ? key.value : (key.source ?? "");
      const at = [...path, name];
      const line = key.range ? counter.linePos(key.range[0]).line : null;
      const refuse = (what: string, remedy: string) => problems.push({ path: pathText(at), what, remedy, line, at });
      if (key.tag !== undefined) refuse("has a tag (!…)", "write the key without it");
      else if (typeof key.value !== "string")
        refuse(`is a key that YAML reads as ${kindOf(key.value)}`, `quote it: ${quoted(name)}`);
      else if (isForbiddenKey(name)) refuse("is a key that is refused everywhere", "remove it");
      else if (hasControls(name)) refuse("is a key with an invisible control character", "write it without");
      else if (seen.has(name)) refuse("is written twice", "keep one of the two");
      else {
        seen.add(name);
        if (line !== null) lines.set(pathText(at), line);
        out[name] = read(value, at);
      }
    }
    return out;
  };

  const data = read(document.contents, []);
  return {
    data,
    problems,
    lineOf: (path) => {
      for (let length = path.length; length >= 0; length--) {
        const line = lines.get(pathText(path.slice(0, length)));
        if (line !== undefined) return line;
      }
      return null;
    },
    sourceOf: (path) => sources.get(pathText(path)) ?? null,
  };
}

/** `a number`, `true or false`, `empty`, `a text`, `a list`, `a map`. */
export function kindOf(value: unknown): string {
  if (value === null) return "empty";
  if (typeof value === "number") return "a number";
  if (typeof value === "boolean") return "true or false";
  if (typeof value === "string") return "a text";
  return Array.isArray(value) ? "a list" : "a map";
}
