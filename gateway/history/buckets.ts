// Collects one point's samples into buckets, or into the readings themselves: the earliest so many of a range, whatever order they come in.

import type { Cursor } from "../contract/history.ts";
import type { PointSample } from "../journal/journal.ts";
import { type Bucket, Figures, type Part } from "./figures.ts";
import { heldPoll } from "./held.ts";
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

/** What also takes what is counted already. */
export interface BucketCollector extends Collector<Bucket> {
  /** As `take`, but only what lies in `[fromMs, toMs)`. */
  takeIn(sample: PointSample, fromMs: number, toMs: number): boolean;
  /** Adds figures that lie in the bucket to which `ms` belongs, whether or not `ms` lies in the range. */
  merge(ms: number, part: Part): void;
}

/** Buckets, the polls counted that were held back. */
export function collectBuckets(startOf: BucketStart, { fromMs, toMs, limit, heldMs }: Limits): BucketCollector {
  const buckets = new Map<number, Figures>();
  let untilMs = toMs;

  /** Keeps the earliest, and the one after them: it is where the next answer begins. */
  const trim = () => {
    const starts = [...buckets.keys()].sort((a, b) => a - b);
    untilMs = Math.min(untilMs, starts[limit] ?? toMs);
    for (const start of starts.slice(limit + 1)) buckets.delete(start);
  };

  const figuresAt = (start: number): Figures => {
    const known = buckets.get(start);
    if (known !== undefined) return known;
    const figures = new Figures();
    buckets.set(start, figures);
    if (buckets.size > 2 * limit + 1) trim();
    return figures;
  };

  const takeIn = ({ seq, measuredMs, value, held, before }: PointSample, beginMs: number, endMs: number): boolean => {
    const add = (one: PointSample["value"], atMs: number, ofSeq: number): boolean => {
      if (atMs < beginMs || atMs >= endMs) return true;
      const start = startOf(atMs);
      return start > untilMs || figuresAt(start).add(one, atMs, ofSeq);
    };
    for (let i = 1; i <= held; i++) {
      const poll = heldPoll(i, held, measuredMs, before?.measuredMs ?? null, heldMs);
      if (!add((before ?? { value }).value, poll, seq - 1)) return false;
    }
    return add(value, measuredMs, seq);
  };

  return {
    take: (sample) => takeIn(sample, fromMs, toMs),
    takeIn,
    merge(ms, part) {
      const start = startOf(ms);
      if (start <= untilMs) figuresAt(start).merge(part);
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
