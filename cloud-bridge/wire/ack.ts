// The county's answer about one lane: up to where everything is stored, what lacks in between, what it will never take.
import { isCount, isObject, isOutboxId, readObject } from "./checks.ts";
import { isLane, type Lane } from "./topics.ts";

/** Frames from the first to the second, both included. */
export type Range = readonly [from: number, to: number];

export interface Refusal {
  readonly frame: number;
  readonly code: string;
}

export interface Ack {
  readonly outbox: string;
  readonly lane: Lane;
  /** The highest frame up to which all are stored, on disk. */
  readonly frame: number;
  readonly missing: readonly Range[];
  readonly refused: readonly Refusal[];
}

/** More ranges or refusals than this wait for the next answer. */
export const MOST_LISTED = 64;

export function ackBytes({ outbox, lane, frame, missing, refused }: Ack): Buffer {
  return Buffer.from(JSON.stringify({ outbox, lane, frame, missing, refused }), "utf8");
}

/** The answer in these bytes; null when it is none. */
export function readAck(bytes: Uint8Array): Ack | null {
  const ack = readObject(bytes);
  if (ack === null) return null;
  const { outbox, lane, frame } = ack;
  const missing = listOf(ack.missing, rangeOf);
  const refused = listOf(ack.refused, refusalOf);
  if (!isOutboxId(outbox) || !isLane(lane) || !isCount(frame) || missing === null || refused === null) return null;
  return { outbox, lane, frame, missing, refused };
}

/** Absent counts as empty. */
function listOf<T>(value: unknown, read: (item: unknown) => T | null): T[] | null {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return null;
  const items = value.map(read);
  const sound = items.filter((item) => item !== null);
  return sound.length === items.length ? sound : null;
}

function rangeOf(item: unknown): Range | null {
  if (!Array.isArray(item) || item.length !== 2) return null;
  const [from, to]: unknown[] = item;
  return isCount(from, 1) && isCount(to, 1) && from <= to ? [from, to] : null;
}

function refusalOf(item: unknown): Refusal | null {
  if (!isObject(item) || !isCount(item.frame, 1) || typeof item.code !== "string") return null;
  return { frame: item.frame, code: item.code.slice(0, 64) };
}
