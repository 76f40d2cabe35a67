// Taking entries out of a map or list and putting one in, in block or in brackets, so that the other lines stay as they are. Pure.
import { cutLines, indentAt, insertLines, isFirstOnLine, lineEnd, nextLine, type Splice } from "./lines.ts";
import { type Collection, type Entry, endOf, entriesOf, isFlow } from "./nodes.ts";

const ONLY_COMMENT = /^[ \t]*,?[ \t]*(?:#.*)?$/;

/** Takes out the entries for which `goes` is true; at least one other stays. */
export function removeEntries(text: string, node: Collection, goes: (at: number) => boolean): Splice[] {
  const entries = entriesOf(node);
  const splices: Splice[] = [];
  for (let first = 0; first < entries.length; first++) {
    if (!goes(first)) continue;
    let end = first;
    while (end < entries.length && goes(end)) end++;
    const run = entries.slice(first, end);
    splices.push(...removeRun(text, isFlow(node), run, entries[first - 1], entries[end]));
    first = end;
  }
  return splices;
}

/** Takes out neighbours, between the entries that stay. */
function removeRun(
  text: string,
  flow: boolean,
  run: readonly Entry[],
  before: Entry | undefined,
  next: Entry | undefined,
) {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (run.every((entry) => hasOwnLines(text, entry, flow)))
    return run.map(({ start, end }) => cutLines(text, start, end));
  if (flow) return [removeInline(text, first, last, before, next)];
  // The first keys beside a dash: the next one takes their place, unless a comment stands between.
  if (next !== undefined && !text.slice(nextLine(text, first.end), next.start).includes("#"))
    return [{ from: first.start, to: next.start, insert: "" }];
  const dash = text.slice(0, first.start).trimEnd().length;
  return [
    { from: dash, to: lineEnd(text, first.end), insert: "" },
    ...run.slice(1).map(({ start, end }) => cutLines(text, start, end)),
  ];
}

function hasOwnLines(text: string, { start, end }: Entry, flow: boolean): boolean {
  return isFirstOnLine(text, start) && (!flow || ONLY_COMMENT.test(text.slice(end, lineEnd(text, end))));
}

function removeInline(
  text: string,
  first: Entry,
  last: Entry,
  before: Entry | undefined,
  next: Entry | undefined,
): Splice {
  if (next !== undefined) return { from: first.start, to: next.start, insert: "" };
  const keepsComment = before === undefined || text.slice(before.end, first.start).includes("#");
  return { from: keepsComment ? first.start : before.end, to: last.end, insert: "" };
}

/** Puts lines, with their indent, behind the last entry of a block. */
export function appendToBlock(text: string, node: Collection, lines: readonly string[]): Splice {
  return insertLines(text, nextLine(text, endOf(node)), lines);
}

/** Puts an entry behind the last one in brackets, on a line of its own where the last one has one. */
export function appendToFlow(text: string, node: Collection, entry: string): Splice[] {
  const last = entriesOf(node).at(-1);
  const close = endOf(node) - 1;
  if (last === undefined) return [fillBrackets(text, (node.range?.[0] ?? close) + 1, close, entry)];
  if (!isFirstOnLine(text, last.start)) return [{ from: last.end, to: last.end, insert: `, ${entry}` }];
  const comma = commaAfter(text, last.end, close);
  const end = comma === null ? last.end : comma + 1;
  const added: Splice[] = comma === null ? [{ from: last.end, to: last.end, insert: "," }] : [];
  const line = `${indentAt(text, last.start)}${entry}${comma === null ? "" : ","}`;
  if (lineEnd(text, end) < close) return [...added, insertLines(text, nextLine(text, end), [line])];
  return [...added, { ...insertLines(text, end, [line]), from: end, to: end }];
}

function fillBrackets(text: string, open: number, close: number, entry: string): Splice {
  if (text.slice(open, close).trim() === "") return { from: open, to: close, insert: ` ${entry} ` };
  return { from: open, to: open, insert: ` ${entry}` };
}

/** The comma behind an entry, over spaces and comments; null when the bracket closes first. */
function commaAfter(text: string, from: number, close: number): number | null {
  for (let at = from; at < close; at++) {
    if (text[at] === ",") return at;
    if (text[at] === "#") at = lineEnd(text, at);
  }
  return null;
}
