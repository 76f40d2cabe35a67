// What is believed of a device, as its judge needs it: rules by point, and what was known of its points before. Plain data; crosses threads.
import type { Reason, Value } from "../../contract/entry.ts";

/** A value and the monotonic ms at which it was measured. */
export interface Kept {
  readonly value: Value;
  readonly atMs: number;
}

export interface PointTrust {
  readonly range?: readonly [number, number];
  readonly jump?: { readonly by: number; readonly withinMs: number };
  readonly flatlineMs?: number;
  readonly counter?: { readonly wrapsAt: number | null };
  readonly follows?: string;
  readonly unless?: readonly string[];
  readonly expect?: Value;
  readonly agrees?: readonly Agreement[];
}

/** Another measurement of the same thing. */
export interface Agreement {
  /** `device.point` on the board. */
  readonly key: string;
  readonly within: number;
  readonly forMs: number;
  /** An older value of the other is not compared with. */
  readonly freshMs: number;
}

export type DeviceTrust = Readonly<Record<string, PointTrust>>;

/** What was known of a point before the judge began: its newest good value, and why it was not good afterwards. */
export interface Seed {
  readonly value: Value | null;
  readonly ageMs: number;
  readonly reason: Reason | null;
}
export type Seeds = Readonly<Record<string, Seed>>;

/** What one device remembers of one of its points. */
export interface Memory {
  believed: Kept | null;
  /** Not believed yet: the next poll may confirm it. */
  doubted: Kept | null;
  /** The value that stands, and since when. */
  standing: Kept | null;
  apartSinceMs: number | null;
}

export function memoryOf(seed: Seed | undefined, nowMs: number): Memory {
  const { value = null, ageMs = 0, reason = null } = seed ?? {};
  const kept = value === null ? null : { value, atMs: nowMs - Math.max(0, ageMs) };
  return {
    believed: kept,
    doubted: null,
    // What stood still before goes on standing still until it moves.
    standing: kept !== null && reason === "flatline" ? { value: kept.value, atMs: -Infinity } : null,
    apartSinceMs: null,
  };
}
