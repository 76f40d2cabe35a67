// Reads history.db for /history, in the query thread: each query sees the figures and the position as one moment left them.
import type { PointSample } from "../../journal/journal.ts";
import type { StoredValue } from "../../journal/record.ts";
import { type Database, openDatabase } from "../../kit/sqlite.ts";
import { first } from "../../kit/statements.ts";
import { partsOf, type TimedPart } from "./parts.ts";
import { readPlace, type SavedSeries, seriesOfPoint } from "./saved.ts";
import type { Place } from "./store.ts";
import { BAD, type Before, GOOD, TEXT, UNCERTAIN } from "./tally.ts";
import { keptSinceMinute } from "./tidy.ts";
import { MINUTE_MS, type TierNo } from "./tiers.ts";

/** One point's roll-ups at one moment. */
export interface RollupView {
  /** Up to where the journal's entries are in the figures; null: nothing was ever counted. */
  readonly place: Place | null;
  /** By unit, the oldest first. */
  readonly series: readonly SavedSeries[];
  /** Since when everything of a size is kept, epoch ms; −Infinity: nothing was ever deleted. */
  keptSinceMs(tier: TierNo): number;
  /** True when readings of this time were lost before they were counted. */
  lacks(fromMs: number, toMs: number): boolean;
  /** Buckets that begin in `[fromMs, toMs)`; a bucket may come twice, and its parts add up. */
  parts(tier: TierNo, series: number, fromMs: number, toMs: number): Iterable<TimedPart>;
}

export interface RollupReader extends Disposable {
  /** Runs `work` with what the file says at this moment. */
  at<T>(device: string, point: string, work: (view: RollupView) => T): T;
}

/** Opens history.db for reading; it exists. */
export function openRollupReader(file: string): RollupReader {
  const db = openDatabase(file, { readOnly: true });
  return {
    at: (device, point, work) => {
      db.exec("BEGIN");
      try {
        return work(viewOf(db, device, point));
      } finally {
        db.exec("COMMIT");
      }
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function viewOf(db: Database, device: string, point: string): RollupView {
  return {
    place: readPlace(db),
    series: seriesOfPoint(db, device, point),
    keptSinceMs: (tier) => {
      const minute = keptSinceMinute(db, tier);
      return minute === null ? Number.NEGATIVE_INFINITY : minute * MINUTE_MS;
    },
    lacks: (fromMs, toMs) =>
      first(db, "SELECT 1 FROM gap WHERE from_ms < ? AND to_ms > ? LIMIT 1", toMs, fromMs) !== undefined,
    parts: (tier, series, fromMs, toMs) =>
      partsOf(db, tier, series, Math.ceil(fromMs / MINUTE_MS), Math.ceil(toMs / MINUTE_MS)),
  };
}

/** The newest reading that was counted, as the journal's samples show it; null when there was none. */
export function sampleOf([, measuredMs, kind, number]: Before, seq: number): PointSample | null {
  const value = storedOf(kind, number);
  return value === null ? null : { seq, measuredMs, lagMs: 0, value, held: 0, before: null };
}

function storedOf(kind: number, number: number): StoredValue | null {
  switch (kind) {
    case GOOD:
      return number;
    case UNCERTAIN:
      return { value: number, quality: "uncertain", reason: "jump" };
    case BAD:
      return { value: null, quality: "bad", reason: "timeout" };
    case TEXT:
      return "";
    default:
      return null;
  }
}
