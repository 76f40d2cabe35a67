// Text for roads: what devices and people wrote made harmless, and cut to a number of bytes at the end of a character. Pure.
import type { Note } from "./road.ts";

/** Control characters, line and paragraph separators, halves of characters, and what turns the direction of text around. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

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

/** All but what is read aloud or stands in an approved template without harm: letters, digits, spaces and the signs of measured values. */
const UNSPEAKABLE = /[^\p{L}\p{M}\p{N} .,:;%°℃℉+\-/，。：；、（）()·]/gu;
/** Nobody listens to longer numbers, and no measured value has them. */
const DIGITS = /\p{N}{13,}/gu;
/** A service's voice would read a web address letter by letter. */
const ADDRESSES = /(?:https?|wss?|ftp|mailto|javascript|data):\S*|www\.\S+/giu;

/** A word for a template or a voice: no markup of whatever kind, no addresses, at most so many characters; a dash when nothing is left. */
export function plainWord(text: string, characters: number): string {
  const plain = oneLine(oneLine(text).replace(ADDRESSES, " ").replace(UNSPEAKABLE, " ").replace(DIGITS, MORE));
  const kept = [...new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(plain.slice(0, SEGMENTED))];
  return kept.length <= characters && plain.length <= SEGMENTED
    ? plain || "-"
    : `${kept
        .slice(0, characters - 1)
        .map(({ segment }) => segment)
        .join("")}${MORE}`;
}

/** So much of a text is looked at before it is cut. */
const SEGMENTED = 2000;
