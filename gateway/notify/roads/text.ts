// Text for roads: what devices and people wrote made harmless, and cut to a number of bytes at the end of a character. Pure.
import type { Note } from "./road.ts";

/** Control characters, line and paragraph separators, and what turns the direction of text around. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** One line without anything that is not seen. */
export function oneLine(text: string): string {
  return text.replace(INVISIBLE, " ").replace(/ {2,}/g, " ").trim();
}

/** Title and lines, one below the other. */
export function bodyText({ title, lines }: Note): string {
  return [title, ...lines].map(oneLine).join("\n");
}

const MORE = "…";

/** At most so many bytes of UTF-8, never half a character; what was cut ends with an ellipsis. */
export function cutTo(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let room = bytes - Buffer.byteLength(MORE);
  let kept = "";
  for (const { segment } of new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(text)) {
    room -= Buffer.byteLength(segment);
    if (room < 0) break;
    kept += segment;
  }
  return kept + MORE;
}
