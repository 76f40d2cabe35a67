// Collects one point's samples into buckets, or into the readings themselves: the earliest so many of a range, whatever order they come in.

import type { Cursor } from "../contract/history.ts";
import type { PointSample } from "../journal/journal.ts";
import { type Bucket, Figures } from "./figures.ts";
import type { BucketStart } from "./steps.ts";

/** What takes samples and gives the earliest `limit` items of what it was given. */
export interface Collector<Item> {
  /** False for a value that has no figures. */
  take(sample: PointSample): boolean;
  /** What was measured from here on cannot be among the items any more. */
  readonly untilMs: number;
  result(): { readonly items: readonly Item[]; readonly next: Cursor | null };
}

export interface Limits {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  /** Held polls lie at most so long before the reading that tells of them; 0: nobody knows. */
  readonly heldMs: number;
  readonly after: Cursor | null;
}

/** Buckets, the polls counted that were held back. */
export function collectBuckets(startOf: BucketStart, { fromMs, toMs, limit, heldMs }: Limits): Collector<Bucket> {
  const buckets = new Map<number, Figures>();
  let untilMs = toMs;

  /** Keeps the earliest, and the one after them: it is where the next answer begins. */
  const trim = () => {
    const starts = [...buckets.keys()].sort((a, b) => a - b);
    untilMs = Math.min(untilMs, starts[limit] ?? toMs);
    for (const start of starts.slice(limit + 1)) buckets.delete(start);
  };

  const add = (value: PointSample["value"], measuredMs: number, seq: number): boolean => {
    if (measuredMs < fromMs || measuredMs >= toMs) return true;
    const start = startOf(measuredMs);
    if (start > untilMs) return true;
    let figures = buckets.get(start);
    if (figures === undefined) {
      figures = new Figures();
      buckets.set(start, figures);
      if (buckets.size > 2 * limit + 1) trim();
    }
    return figures.add(value, measuredMs, seq);
  };

  return {
    take({ seq, measuredMs, value, held, before }) {
      for (let i = 1; i <= held; i++) {
        const poll = heldPoll(i, held, measuredMs, before, heldMs);
        if (!add((before ?? { value }).value, poll, seq - 1)) return false;
      }
      return add(value, measuredMs, seq);
    },
    get untilMs() {
      return untilMs;
    },
    result() {
      trim();
      const starts = [...buckets.keys()].sort((a, b) => a - b);
      const items = starts.slice(0, limit).map((start) => (buckets.get(start) ?? new Figures()).at(start));
      const following = starts[limit];
      return { items, next: following === undefined ? null : { ms: Math.max(following, fromMs), seq: 0 } };
    },
  };
}

/** When the i-th of `held` polls was made: evenly between the reading before and the one that tells of them. */
function heldPoll(i: number, held: number, measuredMs: number, before: PointSample | null, heldMs: number): number {
  if (before === null || before.measuredMs >= measuredMs) return measuredMs;
  const apart = measuredMs - before.measuredMs;
  // After a stop of the gateway the reading before is far away, and the polls are not.
  const span = heldMs > 0 ? Math.min(apart, heldMs) : apart;
  return Math.round(measuredMs - (span * (held + 1 - i)) / (held + 1));
}

export type Reading = Pick<PointSample, "seq" | "measuredMs" | "value">;

/** The readings themselves, by measured time. */
export function collectReadings({ fromMs, toMs, limit, after }: Limits): Collector<Reading> {
  let readings: Reading[] = [];
  let untilMs = toMs;
  const trim = () => {
    readings.sort((a, b) => a.measuredMs - b.measuredMs || a.seq - b.seq);
    readings = readings.slice(0, limit + 1);
    const last = readings[limit];
    // Of equal times the lower seq comes first, and may still come.
    if (last !== undefined) untilMs = Math.min(untilMs, last.measuredMs + 1);
  };
  return {
    take({ seq, measuredMs, value }) {
      if (measuredMs < fromMs || measuredMs >= untilMs) return true;
      if (after !== null && (measuredMs < after.ms || (measuredMs === after.ms && seq <= after.seq))) return true;
      readings.push({ seq, measuredMs, value });
      if (readings.length > 2 * limit + 1) trim();
      return true;
    },
    get untilMs() {
      return untilMs;
    },
    result() {
      trim();
      const items = readings.slice(0, limit);
      const last = items.at(-1);
      const more = readings.length > limit && last !== undefined;
      return { items, next: more ? { ms: last.measuredMs, seq: last.seq } : null };
    },
  };
}
