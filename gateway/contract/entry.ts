// The entry: what the journal keeps and every consumer reads (contract §4).
import type { Unit } from "./units.ts";

export const KINDS = ["reading", "event", "state", "command", "alarm", "audit", "loss", "system"] as const;
export type Kind = (typeof KINDS)[number];

export const QUALITIES = ["good", "uncertain", "bad"] as const;
export type Quality = (typeof QUALITIES)[number];

/** Why a value is not good. */
export const REASONS = [
  "timeout", "exception", "crc", "sentinel", "range", "jump", "flatline", "disagree", "identity", "device", "clock", "disabled", "never",
] as const; // biome-ignore format: a list of words
export type Reason = (typeof REASONS)[number];

/** A finite number, a boolean, or (where declared) text of at most 256 characters. */
export type Value = number | boolean | string;

/** One point of a reading. With `bad`, `value` is null; `reason` is set whenever the quality is not good. */
export interface PointValue {
  readonly value: Value | null;
  readonly unit: Unit;
  readonly quality: Quality;
  readonly reason?: Reason;
}

/** Whose clock gave `measuredAt`: the device's, the gateway's, or the gateway's before it could be trusted. */
export type ClockState = "device" | "gateway" | "unsynced";

/** One entry as it crosses the public border. All fields are always present. */
export interface Entry {
  readonly epoch: string;
  /** Rises by exactly 1 per entry within an epoch, in the order of commit. */
  readonly seq: number;
  readonly kind: Kind;
  readonly type: string | null;
  readonly device: string | null;
  readonly measuredAt: string;
  readonly receivedAt: string;
  readonly clock: ClockState;
  readonly late: boolean;
  readonly deviceSeq: number | null;
  readonly eid: string | null;
  /** The seq of the entry that led to this one. */
  readonly cause: number | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Why an intake refused a message (contract §4, `loss.rejected`). */
export const REJECTED_REASONS = [
  "bad-json", "not-object", "bad-ts", "bad-seq", "bad-type", "reserved-type", "bad-point", "bad-value", "forbidden-key",
  "too-many-points", "too-large", "topic-forbidden",
] as const; // biome-ignore format: a list of words
export type RejectedReason = (typeof REJECTED_REASONS)[number];
