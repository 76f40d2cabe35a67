// Cutting and inserting in a text by position, and where its lines begin and end. Pure.
import { GatewayError } from "../../kit/errors.ts";

/** Replaces the characters from `from` up to `to`. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** The text with all splices done; they must not overlap. Those at one position keep their order. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let out = "";
  let at = 0;
  for (const { from, to, insert } of splices.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < at || to < from) throw notEditable("the change touches one place twice");
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

/** Thrown where the file is written in a way that cannot be changed without touching more than what was meant. */
export function notEditable(why: string): GatewayError {
  return new GatewayError(
    "config-not-editable",
    `campus.yaml cannot be changed here by itself: ${why}`,
    "Change the text as a whole instead, or write this part of the file more plainly.",
  );
}

/** Where the line of the position begins. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Where its line ends, before the line break. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  if (end < 0) return text.length;
  return end > at && text[end - 1] === "\r" ? end - 1 : end;
}

/** Where the next line begins; the text's end on its last line. A position at the beginning of a line, after a break, is there already. */
export function nextLine(text: string, at: number): number {
  if (at > 0 && text[at - 1] === "\n") return at;
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** True when only spaces stand before the position on its line. */
export function isFirstOnLine(text: string, at: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, at), at));
}

/** Spaces up to the column of the position. */
export function indentAt(text: string, at: number): string {
  return " ".repeat(at - lineStart(text, at));
}

/** The line break that is used around the position. */
export function breakAt(text: string, at: number): string {
  const before = text.lastIndexOf("\n", at - 1);
  const found = before >= 0 ? before : text.indexOf("\n");
  return found > 0 && text[found - 1] === "\r" ? "\r\n" : "\n";
}

/** Inserts whole lines at the beginning of a line, or after the last line of a text that ends without a break. */
export function insertLines(text: string, at: number, lines: readonly string[]): Splice {
  const eol = breakAt(text, at);
  const body = lines.join(eol);
  const insert = at === 0 || text[at - 1] === "\n" ? `${body}${eol}` : `${eol}${body}`;
  return { from: at, to: at, insert };
}

/** Takes out the lines from that of `from` to that of `to`; the break before them when they are the end of a text without one. */
export function cutLines(text: string, from: number, to: number): Splice {
  const [start, end] = [lineStart(text, from), nextLine(text, to)];
  if (end < text.length || text.endsWith("\n") || start === 0) return { from: start, to: end, insert: "" };
  return { from: lineEnd(text, start - 1), to: end, insert: "" };
}
