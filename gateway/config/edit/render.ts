// Values as YAML text: plain where nobody can misread it, else in double quotes. Pure.
import { parse } from "yaml";

type Json = Readonly<Record<string, unknown>>;

/** How a value is written: `json` for files that are JSON. */
export interface Manner {
  readonly json: boolean;
}

/** How a text was quoted before. */
export type Quotes = "plain" | "single" | "double";

/** A map or list on one line is broken up when it would be longer. */
const LONGEST_LINE = 110;
/** Nothing that means something to YAML, in flow or in block. */
const HARMLESS = /^[\p{L}\p{N}_./][\p{L}\p{N} _./:+@()（）·\-，。、℃%]*$/u;
/** Read otherwise by YAML 1.1, or easily by people. */
const MISREAD = /^(?:y|n|yes|no|on|off|true|false|null|~|\d+(?::[0-5]?\d)+(?:\.\d*)?)$/i;

export function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text, number, boolean or null on one line. */
export function scalarText(value: unknown, { json }: Manner, quotes: Quotes = "plain"): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "string") return String(value);
  if (json || quotes === "double") return JSON.stringify(value);
  if (quotes === "single" && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return isPlain(value) ? value : JSON.stringify(value);
}

function isPlain(text: string): boolean {
  if (!HARMLESS.test(text) || MISREAD.test(text) || /:(?: |$)| $| #/.test(text)) return false;
  return parse(`[ ${text} ]`)[0] === text;
}

/** The value on one line, maps and lists in brackets. */
export function flowText(value: unknown, manner: Manner): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((item) => flowText(item, manner)).join(", ");
    return manner.json ? `[${items}]` : `[ ${items} ]`;
  }
  if (!isMap(value)) return scalarText(value, manner);
  const pairs = Object.entries(value).map((pair) => pairText(pair, manner));
  if (pairs.length === 0) return "{}";
  return manner.json ? `{${pairs.join(", ")}}` : `{ ${pairs.join(", ")} }`;
}

/** `key: value` on one line. */
export function pairText([key, value]: readonly [key: string, value: unknown], manner: Manner): string {
  return `${scalarText(key, manner)}: ${flowText(value, manner)}`;
}

/** True when the value cannot be written on one line that people would still read. */
export function isLong(prefix: string, value: unknown): boolean {
  if (!isMap(value) || Object.keys(value).length === 0) return false;
  const nests = Object.values(value).some((inner) => isMap(inner) && Object.keys(inner).length > 0);
  return nests || prefix.length + flowText(value, BLOCK).length > LONGEST_LINE;
}

const BLOCK: Manner = { json: false };

/** The lines of `key: value` in a block map, each with its indent. */
export function pairLines(pair: readonly [key: string, value: unknown], indent: string): string[] {
  const [key, value] = pair;
  const head = `${indent}${scalarText(key, BLOCK)}:`;
  if (!isLong(head, value)) return [`${indent}${pairText(pair, BLOCK)}`];
  return [head, ...mapLines(value, `${indent}  `)];
}

/** The lines of a block map that is not empty. */
export function mapLines(value: unknown, indent: string): string[] {
  return isMap(value) ? Object.entries(value).flatMap((pair) => pairLines(pair, indent)) : [];
}
