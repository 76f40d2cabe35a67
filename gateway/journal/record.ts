// The journal's compact form of an entry while it is fresh: what producers hand in, what consumers at the head get without parsing anything.
import type { ClockState, Entry, Kind, PointValue, Quality, Reason, Value } from "../contract/entry.ts";
import { formatTime } from "../contract/time.ts";
import type { Unit } from "../contract/units.ts";
import { isBelievable } from "../kit/build-date.ts";

/** A value that is not good, as kept in a row. Good values are kept bare. */
export interface Flawed {
  readonly value: Value | null;
  readonly quality: Exclude<Quality, "good">;
  readonly reason: Reason;
}
export type StoredValue = number | boolean | string | Flawed;

/** The ordered points and units of one device's readings; kept once, referred to by each row. */
export interface Shape {
  readonly id: number;
  readonly device: string;
  readonly points: readonly string[];
  readonly units: readonly Unit[];
}

/** What tells a device's message apart from its repeats (contract §4): `boot` as a hash, `seq`, and a checksum of the payload's bytes. */
export interface Mark {
  readonly boot: number;
  readonly seq: number;
  readonly check: number;
}

/** Rarely present fields of a reading's body. */
export interface ReadingExtra {
  /** So many equal polls before this one were not journaled. */
  readonly held?: number;
  /** What the device said the time was, when that could not be believed. */
  readonly deviceTs?: number | string;
  /** Of a reading that was computed: the seq that led to it. Part of the entry, not of its body. */
  readonly cause?: number;
}

/** One reading: all points of one message or one poll. `seq` is 0 until the batch is sealed. */
export interface Reading {
  readonly kind: "reading";
  seq: number;
  readonly shape: Shape;
  readonly receivedMs: number;
  readonly measuredMs: number;
  readonly clock: ClockState;
  readonly deviceSeq: number | null;
  readonly mark: Mark | null;
  /** By position in `shape.points`. */
  readonly values: readonly StoredValue[];
  readonly extra: ReadingExtra | null;
}

/** Any entry that is not a reading. `seq` is 0 until the batch is sealed. */
export interface Happening {
  readonly kind: Exclude<Kind, "reading">;
  seq: number;
  readonly type: string;
  readonly device: string | null;
  readonly receivedMs: number;
  readonly measuredMs: number;
  readonly clock: ClockState;
  readonly deviceSeq: number | null;
  readonly mark: Mark | null;
  readonly eid: string | null;
  readonly cause: number | null;
  /** Idempotency key `consumer:inputSeq:n` of what a consumer appends; a key that is already kept is not stored again. */
  readonly key: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Fresh = Reading | Happening;

/** Told once, after commit or failure, in the order of handing in. Nothing may be acknowledged before `settle(null)`. */
export interface Receipt {
  settle(error: Error | null): void;
}

/** Later than this between measuring and receiving makes an entry `late` (contract §4). */
export const LATE_AFTER_MS = 15 * 60_000;

/** The body of a reading as the contract shows it. */
export function pointsOf(reading: Reading): Record<string, PointValue> {
  const points: Record<string, PointValue> = {};
  for (let i = 0; i < reading.values.length; i++) {
    const stored = reading.values[i] as StoredValue;
    const unit = reading.shape.units[i] as Unit;
    points[reading.shape.points[i] as string] =
      typeof stored === "object"
        ? { value: stored.value, unit, quality: stored.quality, reason: stored.reason }
        : { value: stored, unit, quality: "good" };
  }
  return points;
}

/** The public form of a record (contract §4). */
export function entryOf(epoch: string, record: Fresh): Entry {
  const reading = record.kind === "reading";
  return {
    epoch,
    seq: record.seq,
    kind: record.kind,
    type: reading ? null : record.type,
    device: reading ? record.shape.device : record.device,
    measuredAt: formatTime(record.measuredMs),
    receivedAt: formatTime(record.receivedMs),
    clock: record.clock,
    late: record.receivedMs - record.measuredMs > LATE_AFTER_MS,
    deviceSeq: record.deviceSeq,
    eid: reading ? null : record.eid,
    cause: reading ? (record.extra?.cause ?? null) : record.cause,
    body: reading ? { points: pointsOf(record), ...bodyExtraOf(record) } : record.body,
  };
}

/** What a reading's body has beside its points. */
export function bodyExtraOf({ extra }: Reading): Omit<ReadingExtra, "cause"> {
  const { cause: _, ...shown } = extra ?? {};
  return shown;
}

/** A new entry of the gateway itself, measured and received now. */
export function happening(
  kind: Happening["kind"],
  type: string,
  nowMs: number,
  body: Happening["body"],
  more: Partial<Pick<Happening, "device" | "cause" | "key" | "clock">> = {},
): Happening {
  return {
    kind,
    seq: 0,
    type,
    device: more.device ?? null,
    receivedMs: nowMs,
    measuredMs: nowMs,
    clock: more.clock ?? (isBelievable(nowMs) ? "gateway" : "unsynced"),
    deviceSeq: null,
    mark: null,
    eid: null,
    cause: more.cause ?? null,
    key: more.key ?? null,
    body,
  };
}
