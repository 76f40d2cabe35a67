// Changes a map in place: only the keys whose values are different. Pure.
import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, type Node, type YAMLMap } from "yaml";
import { appendToBlock, appendToFlow, removeEntries } from "./entries.ts";
import { cutLines, indentAt, insertLines, lineEnd, nextLine, type Splice } from "./lines.ts";
import { type Entry, entriesOf, entryOf, isFlow } from "./nodes.ts";
import {
  flowText,
  isMap as isJsonMap,
  isLong,
  type Manner,
  mapLines,
  pairLines,
  pairText,
  type Quotes,
  scalarText,
} from "./render.ts";

type Json = Readonly<Record<string, unknown>>;

/** What turns the map that says `before` into one that says `next`; at least one key is in both. */
export function changeMap(text: string, map: YAMLMap, before: Json, next: Json, manner: Manner): Splice[] {
  const entries = entriesOf(map);
  const changed = Object.entries(next).flatMap(([key, value]): Splice[] => {
    const entry = entryOf(map, key);
    if (entry === null || isDeepStrictEqual(before[key], value)) return [];
    return changeValue(text, { entry, before: before[key], value, flow: isFlow(map), manner });
  });
  const gone = removeEntries(text, map, (at) => !Object.hasOwn(next, entries[at]?.key ?? ""));
  const added = Object.entries(next).filter(([key]) => !Object.hasOwn(before, key));
  return [...changed, ...gone, ...addPairs(text, map, added, manner)];
}

function addPairs(
  text: string,
  map: YAMLMap,
  added: readonly (readonly [string, unknown])[],
  manner: Manner,
): Splice[] {
  if (added.length === 0) return [];
  if (isFlow(map)) return appendToFlow(text, map, added.map((pair) => pairText(pair, manner)).join(", "));
  const indent = indentAt(text, entriesOf(map)[0]?.start ?? 0);
  return [
    appendToBlock(
      text,
      map,
      added.flatMap((pair) => pairLines(pair, indent)),
    ),
  ];
}

interface NewValue {
  readonly entry: Entry;
  readonly before: unknown;
  readonly value: unknown;
  /** True when its map stands in brackets. */
  readonly flow: boolean;
  readonly manner: Manner;
}

function changeValue(text: string, { entry, before, value, flow, manner }: NewValue): Splice[] {
  const { node, start, after, end } = entry;
  if (
    isMap(node) &&
    isJsonMap(before) &&
    isJsonMap(value) &&
    Object.keys(before).some((key) => Object.hasOwn(value, key))
  )
    return changeMap(text, node, before, value, manner);
  const indent = indentAt(text, start);
  if (!flow && isLong(text.slice(start - indent.length, after), value)) {
    const below = insertLines(text, nextLine(text, end), mapLines(value, `${indent}  `));
    if (node === null) return [below];
    return isBelow(text, entry)
      ? [cutLines(text, nextLine(text, after), end), below]
      : [{ from: after, to: end, insert: "" }, below];
  }
  const inline = isScalar(node) ? scalarOrFlow(value, manner, node) : flowText(value, manner);
  if (node === null) return [{ from: after, to: after, insert: ` ${inline}` }];
  if (!flow && isBelow(text, entry))
    return [{ from: after, to: after, insert: ` ${inline}` }, cutLines(text, nextLine(text, after), end)];
  return [{ from: node.range?.[0] ?? after, to: end, insert: inline }];
}

/** A map or list that begins on a line below its key. */
function isBelow(text: string, { node, after }: Entry): boolean {
  return !isScalar(node) && (node?.range?.[0] ?? 0) > lineEnd(text, after);
}

/** Texts keep the quotes that they had. */
function scalarOrFlow(value: unknown, manner: Manner, node: Node): string {
  if (typeof value !== "string") return flowText(value, manner);
  return scalarText(value, manner, quotesOf(node));
}

function quotesOf(node: Node): Quotes {
  if (!isScalar(node)) return "plain";
  if (node.type === "QUOTE_SINGLE") return "single";
  return node.type === "QUOTE_DOUBLE" ? "double" : "plain";
}
