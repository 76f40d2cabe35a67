// The native profile (contract §5): one message of a device becomes one record, whole, or a reason why not. Pure: takes bytes, gives data.
import { isUtf8 } from "node:buffer";
import type { RejectedReason } from "../contract/entry.ts";
import { isForbiddenKey } from "../contract/ids.ts";
import type { Fresh, Mark, Reading, Shape, StoredValue } from "../journal/record.ts";
import { checksumOf } from "./checksum.ts";
import { readTime } from "./device-time.ts";
import { readHappening } from "./happenings.ts";
import { followLayouts, learnLayout } from "./layouts.ts";
import { hasForbiddenKey, isRecord } from "./personal.ts";
import { type MakeShape, readPoints } from "./readings.ts";
import type { Source } from "./source.ts";
import type { Channel } from "./topics.ts";

const MAX_BOOT_TEXT = 32;
/** What a decoder puts for bytes that are not UTF-8. */
const REPLACED = "\ufffd";

export interface Moment {
  readonly nowMs: number;
  /** The gateway's own clock can be believed. */
  readonly trusted: boolean;
}

/**
 * Reads telemetry that is like a message before, from its bytes at `[from, to)`; null: it has to be read in full. Like `readMessage`,
 * at a fifth of its cost.
 */
export function readKnown(source: Source, bytes: Buffer, from: number, to: number, moment: Moment): Reading | null {
  const found = followLayouts(source.layouts, bytes, from, to);
  if (found === null || !readTime(found.ts, moment.nowMs, moment.trusted, source.stamp)) return null;
  const { layout, seq, values } = found;
  if (seq === undefined) return readingOf(source, layout.shape, values, null, moment);
  if (!isSeq(seq)) return null;
  return readingOf(
    source,
    layout.shape,
    values,
    { boot: layout.boot, seq, check: checksumOf(bytes, from, to) },
    moment,
  );
}

/** Reads one message. `source.stamp` then says what the device thinks the time is. */
export function readMessage(
  source: Source,
  channel: Channel,
  payload: Buffer,
  moment: Moment,
  makeShape: MakeShape,
): Fresh | RejectedReason {
  if (channel === "telemetry") {
    const known = readKnown(source, payload, 0, payload.length, moment);
    if (known !== null) return known;
  }
  const message = parse(payload);
  if (message === undefined) return "bad-json";
  if (!isRecord(message)) return "not-object";
  const { ts, seq, boot } = message;
  if (hasForbiddenField(message, channel)) return "forbidden-key";
  const { stamp } = source;
  if (!readTime(ts, moment.nowMs, moment.trusted, stamp)) return "bad-ts";
  if (boot !== undefined && !isBoot(boot)) return "bad-seq";
  let mark: Mark | null = null;
  if (seq !== undefined) {
    if (!isSeq(seq)) return "bad-seq";
    const check = checksumOf(payload, 0, payload.length);
    mark = { boot: boot === undefined ? 0 : bootHash(source, boot), seq, check };
  }
  if (channel !== "telemetry") return readHappening(source, channel, message, moment.nowMs, mark);
  const points = readPoints(source, message.points, makeShape);
  if (typeof points === "string") return points;
  const { shape, values } = points;
  // Points that may name people are looked at each time (readings.ts).
  if (!source.personal && source.plans.some((plan) => plan.shape === shape))
    learnLayout(source.layouts, payload, shape, boot === undefined ? 0 : bootHash(source, boot));
  return readingOf(source, shape, values, mark, moment);
}

/** The record of values that are in order; the time is in `source.stamp`. */
export function readingOf(
  { stamp }: Source,
  shape: Shape,
  values: readonly StoredValue[],
  mark: Mark | null,
  { nowMs }: Moment,
): Reading {
  return {
    kind: "reading",
    seq: 0,
    shape,
    receivedMs: nowMs,
    measuredMs: stamp.measuredMs,
    clock: stamp.clock,
    deviceSeq: mark === null ? null : mark.seq,
    mark,
    values,
    extra: stamp.deviceTs === null ? null : { deviceTs: stamp.deviceTs },
  };
}

function isSeq(seq: unknown): seq is number {
  return typeof seq === "number" && Number.isSafeInteger(seq) && seq >= 0;
}

/** The JSON value of the bytes; undefined when they are not JSON in UTF-8. */
export function parse(payload: Buffer): unknown {
  const text = payload.toString();
  if (text.includes(REPLACED) && !isUtf8(payload)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields of a message that are checked for themselves; unknown ones are ignored, but not what hides in them. */
const OWN_FIELDS: Readonly<Record<Channel, ReadonlySet<string>>> = {
  telemetry: new Set(["points"]),
  event: new Set(["data"]),
  state: new Set(["state"]),
  result: new Set(["data"]),
  reported: new Set(["config"]),
};

function hasForbiddenField(message: Readonly<Record<string, unknown>>, channel: Channel): boolean {
  for (const key in message) {
    if (key === "ts" || key === "seq" || key === "boot" || key === "points") continue;
    if (isForbiddenKey(key)) return true;
    if (OWN_FIELDS[channel].has(key)) continue;
    if (hasForbiddenKey(message[key])) return true;
  }
  // `points` outside telemetry is an unknown field like any other.
  return channel !== "telemetry" && hasForbiddenKey(message.points);
}

function isBoot(boot: unknown): boot is string | number {
  return typeof boot === "string" ? boot.length <= MAX_BOOT_TEXT : Number.isSafeInteger(boot);
}

/** 32 bits of the run's name, never 0 (0 means: no name). FNV-1a; computed once per run of the device. */
function bootHash(source: Source, boot: string | number): number {
  if (boot === source.boot) return source.bootHash;
  const text = String(boot);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  source.boot = boot;
  source.bootHash = hash === 0 ? 1 : hash;
  return source.bootHash;
}
