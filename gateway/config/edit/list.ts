// Adds an item to a list of the file, or takes one out, written as the list is written. Pure.
import { isMap, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { appendToBlock, appendToFlow, removeEntries } from "./entries.ts";
import { cutLines, indentAt, insertLines, lineStart, nextLine, type Splice } from "./lines.ts";
import { type Entry, endOf, entriesOf, entryOf, isFlow } from "./nodes.ts";
import { flowText, isLong, type Manner, mapLines } from "./render.ts";

type Json = Readonly<Record<string, unknown>>;

const BLOCK: Manner = { json: false };

/** Puts an item behind the last one of a list that is not empty. */
export function addItem(text: string, list: YAMLSeq, item: Json, manner: Manner): Splice[] {
  if (isFlow(list)) return appendToFlow(text, list, flowText(item, manner));
  const entries = entriesOf(list);
  const [before, last] = [entries.at(-2), entries.at(-1)];
  const flow = list.items.every((other) => isMap(other) && isFlow(other));
  const lines = itemLines(item, indentAt(text, last?.start ?? 0), gapOf(text, last), flow);
  const apart = before !== undefined && last !== undefined && BLANK_LINE.test(text.slice(before.end, last.start));
  return [appendToBlock(text, list, apart ? ["", ...lines] : lines)];
}

const BLANK_LINE = /\n[ \t]*\r?\n/;

/** Spaces between dash and item. */
function gapOf(text: string, entry: Entry | undefined): number {
  const gap = entry === undefined ? "" : text.slice(entry.after, entry.node?.range?.[0] ?? entry.after);
  return /^ +$/.test(gap) ? gap.length : 1;
}

function itemLines(item: Json, indent: string, gap: number, flow: boolean): string[] {
  const dash = `${indent}-${" ".repeat(gap)}`;
  if (flow && !isLong(dash, item)) return [`${dash}${flowText(item, BLOCK)}`];
  const [first = "", ...rest] = mapLines(item, " ".repeat(dash.length));
  return [`${dash}${first.trimStart()}`, ...rest];
}

/** Makes the first item of a list that is absent or empty. */
export function addFirst(text: string, root: YAMLMap, name: string, item: Json, manner: Manner): Splice[] {
  const entry = entryOf(root, name);
  const one = flowText(item, manner);
  const isCommented = entry !== null && text.slice(entry.node?.range?.[0], entry.end).includes("#");
  if (entry !== null && isSeq(entry.node) && (isFlow(root) || isCommented)) return appendToFlow(text, entry.node, one);
  if (isFlow(root)) {
    const list = manner.json ? `[${one}]` : `[ ${one} ]`;
    if (entry !== null) return [{ from: entry.after, to: entry.end, insert: ` ${list}` }];
    return appendToFlow(text, root, `${manner.json ? JSON.stringify(name) : name}: ${list}`);
  }
  const lines = itemLines(item, dashIndentOf(text, root), 1, name === "places");
  if (entry === null) return [insertLines(text, nextLine(text, endOf(root)), [`${name}:`, ...lines])];
  const below = insertLines(text, nextLine(text, entry.end), lines);
  return entry.node === null ? [below] : [{ from: entry.after, to: entry.end, insert: "" }, below];
}

/** Other lists of the file show how far dashes are indented. */
function dashIndentOf(text: string, root: YAMLMap): string {
  for (const { node } of entriesOf(root)) {
    if (isSeq(node) && !isFlow(node) && node.items.length > 0) return indentAt(text, entriesOf(node)[0]?.start ?? 0);
  }
  return "  ";
}

/** Takes out the item at this position. What people wrote above it stays. */
export function removeItem(text: string, root: YAMLMap, name: string, list: YAMLSeq, at: number): Splice[] {
  const [entry, key] = [entriesOf(list)[at], entryOf(root, name)];
  if (entry === undefined || key === null) return [];
  if (list.items.length === 1) return removeOnly(text, key, list, entry);
  if (isFlow(list)) return removeEntries(text, list, (other) => other === at);
  const isLast = at === list.items.length - 1;
  return [cutLines(text, isLast ? blankAbove(text, entry.start) : entry.start, entry.end)];
}

function removeOnly(text: string, key: Entry, list: YAMLSeq, entry: Entry): Splice[] {
  if (!isFlow(list)) return [{ from: key.after, to: key.after, insert: " []" }, cutLines(text, entry.start, entry.end)];
  const [open, close] = [(list.range?.[0] ?? 0) + 1, endOf(list) - 1];
  const around = text.slice(open, entry.start) + text.slice(entry.end, close);
  if (!around.includes("#")) return [{ from: open, to: close, insert: "" }];
  const comma = /^\s*,/.exec(text.slice(entry.end, close))?.[0].length ?? 0;
  return [{ from: entry.start, to: entry.end + comma, insert: "" }];
}

/** The blank line above the last item goes with it, as it came with it. */
function blankAbove(text: string, start: number): number {
  const line = lineStart(text, start);
  const above = lineStart(text, line - 1);
  return line > 0 && text.slice(above, line).trim() === "" ? above : start;
}
