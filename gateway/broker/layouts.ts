// Telemetry that differs from an earlier message of the device in its numbers only is read straight from its bytes: everything between
// the numbers must be equal, byte for byte, to a message that was read and accepted in full (README, "Layouts"). Pure.
import type { Shape, StoredValue } from "../journal/record.ts";
import { numberAt, type Place } from "./number-text.ts";
import { NO_VALUE } from "./readings.ts";

/** Kinds of telemetry remembered per device. */
const MAX_LAYOUTS = 4;
/** Longer messages are not remembered: memory. */
const MAX_BYTES = 2048;
/** After so many messages in a row that were like none before, it is not worth learning any more. */
const MAX_STRANGERS = 64;
const TS = -1;
const SEQ = -2;
const WORDS = { t: Buffer.from("true"), f: Buffer.from("false"), n: Buffer.from("null") };

export interface Layout {
  /** The message it was learned from. */
  readonly sample: Buffer;
  /** Three per value: its role (index of the point, TS or SEQ), and where it begins and ends in the sample. */
  readonly slots: Int32Array;
  readonly shape: Shape;
  /** As in the mark of every message with this layout. */
  readonly boot: number;
  /** As many numbers as there are points; copied, so that an array of the right size and kind is made at once. */
  readonly blank: readonly StoredValue[];
}

/** The layouts of one device, newest first. */
export interface Layouts {
  readonly known: Layout[];
  strangers: number;
}

/** What stood at the slots of a message. */
export interface Found {
  readonly layout: Layout;
  ts: number | undefined;
  seq: number | undefined;
  readonly values: StoredValue[];
}

export function noLayouts(): Layouts {
  return { known: [], strangers: 0 };
}

/** Reads the message at `[from, to)`; null when it is like none before, or has a number that is not plain digits. */
export function followLayouts(layouts: Layouts, bytes: Buffer, from: number, to: number): Found | null {
  for (const layout of layouts.known) {
    const found = follow(layout, bytes, from, to);
    if (found === null) continue;
    layouts.strangers = 0;
    return found;
  }
  return null;
}

function follow(layout: Layout, bytes: Buffer, from: number, to: number): Found | null {
  const { sample, slots } = layout;
  const found: Found = { layout, ts: undefined, seq: undefined, values: layout.blank.slice() };
  const place: Place = { at: from };
  let read = 0;
  for (let i = 0; i < slots.length; i += 3) {
    const start = slots[i + 1] as number;
    if (!sameBytes(sample, read, start, bytes, place.at)) return null;
    place.at += start - read;
    read = slots[i + 2] as number;
    const role = slots[i] as number;
    const value = valueAt(bytes, place);
    if (value === null) return null;
    if (role >= 0) found.values[role] = value;
    else if (typeof value !== "number") return null;
    else if (role === TS) found.ts = value;
    else found.seq = value;
  }
  const rest = sample.length - read;
  // `to` ends the packet, not the buffer: what follows belongs to another message.
  return place.at + rest === to && sameBytes(sample, read, sample.length, bytes, place.at) ? found : null;
}

function sameBytes(sample: Buffer, from: number, to: number, bytes: Buffer, at: number): boolean {
  const shift = at - from;
  for (let i = from; i < to; i++) if (sample[i] !== bytes[i + shift]) return false;
  return true;
}

/** The number, yes, no, or `null` at this place, which moves behind it; null: something else. */
function valueAt(bytes: Buffer, place: Place): StoredValue | null {
  const number = numberAt(bytes, place);
  if (number !== null) return number;
  if (isWord(WORDS.t, bytes, place)) return true;
  if (isWord(WORDS.f, bytes, place)) return false;
  return isWord(WORDS.n, bytes, place) ? NO_VALUE : null;
}

function isWord(word: Buffer, bytes: Buffer, place: Place): boolean {
  if (!sameBytes(word, 0, word.length, bytes, place.at)) return false;
  place.at += word.length;
  return true;
}

/** Remembers the layout of a message that was read in full, as a reading of this shape. */
export function learnLayout(layouts: Layouts, payload: Buffer, shape: Shape, boot: number): void {
  if (payload.length > MAX_BYTES || layouts.strangers >= MAX_STRANGERS) return;
  layouts.strangers++;
  const slots = slotsOf(payload.toString("latin1"), shape.points);
  if (slots === null) return;
  const blank = shape.points.map(() => 0.5);
  layouts.known.unshift({ sample: Buffer.from(payload), slots: Int32Array.from(slots), shape, boot, blank });
  if (layouts.known.length > MAX_LAYOUTS) layouts.known.pop();
}

/** One token of JSON: a text (with the colon that makes it a key), a bracket, or a bare value. */
const TOKEN = /"([^"]*)"(\s*:)?|[{}[\]]|[-\w.+]+/g;

/** Where the values are; null when the message has what a layout cannot tell: escapes, arrays, texts as values, keys that repeat. */
function slotsOf(text: string, points: readonly string[]): number[] | null {
  if (text.includes("\\")) return null;
  const slots: number[] = [];
  const path: string[] = [];
  const seen = new Set<string>();
  let key = "";
  let values = 0;
  for (const { 0: token, 1: name, 2: colon, index } of text.matchAll(TOKEN)) {
    if (token === "[") return null;
    if (token === "{") path.push(key);
    else if (token === "}") path.pop();
    else if (colon !== undefined) {
      key = name ?? "";
      const full = [...path, key].join("\n");
      if (seen.has(full)) return null;
      seen.add(full);
    } else {
      const role = roleOf(path, key, points[values]);
      if (role === null) continue;
      if (name !== undefined) return null;
      slots.push(role === "point" ? values++ : role, index, index + token.length);
    }
  }
  return values === points.length ? slots : null;
}

/** What a bare value or text under this key is for; null: nothing that may change. */
function roleOf(
  path: readonly string[],
  key: string,
  point: string | undefined,
): "point" | typeof TS | typeof SEQ | null {
  if (path.length === 1) return key === "ts" ? TS : key === "seq" ? SEQ : null;
  if (path[1] !== "points") return null;
  const isPoint = path.length === 2 ? key === point : path.length === 3 && path[2] === point && key === "v";
  return isPoint ? "point" : null;
}
