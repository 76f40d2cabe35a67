// history.db: what was counted and how far the journal was followed for it, written together or not at all. Runs in the store's thread.
import type { Database, Statement } from "../../kit/sqlite.ts";
import { first, prepared, run } from "../../kit/statements.ts";
import type { StoreModule } from "../../kit/store-worker.ts";
import { daysInZone } from "./days.ts";
import { endFeed, noteSealed, startFeed, trimChanges } from "./feed.ts";
import { setMeta } from "./meta.ts";
import { ROLLUP_MIGRATIONS } from "./schema.ts";
import { BEFORE_WIDTH, type Draft, PART_WIDTH } from "./tally.ts";
import { keptSinceMinute, tidy } from "./tidy.ts";
import { startMinuteOf, TIER_NUMBERS, type TierNo } from "./tiers.ts";

/** Up to where the journal was followed, and when that was received. */
export interface Place {
  readonly epoch: string;
  readonly seq: number;
  readonly receivedMs: number;
}

export interface Save {
  readonly place: Place;
  readonly draft: Draft;
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly timezone: string;
  /** Up to when everything has come that comes in time; buckets that end before are sealed. */
  readonly sealMs: number;
  /** Somebody follows what changes. */
  readonly followed: boolean;
}

/** A bucket in both orders of arrival gives the same figures, and the sum keeps what its last digits cannot hold (Neumaier). */
const ADD = `
  INSERT INTO fresh VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    count = count + excluded.count,
    min = min(coalesce(min, excluded.min), coalesce(excluded.min, min)),
    max = max(coalesce(max, excluded.max), coalesce(excluded.max, max)),
    rest = rest + CASE WHEN abs(sum) >= abs(excluded.sum) THEN (sum - (sum + excluded.sum)) + excluded.sum
      ELSE (excluded.sum - (sum + excluded.sum)) + sum END,
    sum = sum + excluded.sum,
    last = CASE WHEN excluded.count > 0 AND (count = 0 OR excluded.last_ms >= last_ms) THEN excluded.last ELSE last END,
    last_ms = CASE WHEN excluded.count > 0 AND (count = 0 OR excluded.last_ms >= last_ms) THEN excluded.last_ms ELSE last_ms END,
    uncertain = uncertain + excluded.uncertain,
    bad = bad + excluded.bad`;

function save(db: Database, { place, draft, gaps, timezone, sealMs, followed }: Save): null {
  const before = first(db, "SELECT value FROM meta WHERE key = 'epoch'")?.value;
  if (before !== place.epoch) run(db, "UPDATE series SET before_kind = -1");
  daysInZone(db, timezone);
  for (const { id, device, point, unit } of draft.series)
    run(db, "INSERT INTO series(id, device, point, unit) VALUES (?, ?, ?, ?)", id, device, point, unit);
  addParts(db, draft.parts, timezone, followed);
  setBefores(db, draft.befores);
  for (const { fromMs, toMs } of gaps) run(db, "INSERT INTO gap VALUES (?, ?)", fromMs, toMs);
  if (followed) noteSealed(db, sealMs, timezone);
  else endFeed(db);
  setMeta(db, "epoch", place.epoch);
  setMeta(db, "seq", place.seq);
  setMeta(db, "receivedMs", place.receivedMs);
  return null;
}

function addParts(db: Database, parts: Float64Array, timezone: string, followed: boolean): void {
  const add = prepared(db, ADD);
  const changed = followed ? startFeed(db) : null;
  const startOf = TIER_NUMBERS.map((tier) => startMinuteOf(tier, timezone));
  const keptSince = TIER_NUMBERS.map((tier) => keptSinceMinute(db, tier));
  for (let at = 0; at < parts.length; at += PART_WIDTH) {
    const series = parts[at] ?? 0;
    const minute = parts[at + 1] ?? 0;
    for (const tier of TIER_NUMBERS) {
      const start = startOf[tier]?.(minute) ?? 0;
      // Later than it would be kept: the larger sizes still have it.
      if (start < (keptSince[tier] ?? 0)) continue;
      addOne(add, tier, start, parts, at);
      changed?.(tier, start, series);
    }
  }
}

function addOne(add: Statement, tier: TierNo, start: number, parts: Float64Array, at: number): void {
  const number = (k: number): number => parts[at + k] ?? 0;
  const orNull = (k: number): number | null => (Number.isNaN(number(k)) ? null : number(k));
  add.run(
    tier,
    start,
    number(0),
    number(2),
    orNull(3),
    orNull(4),
    number(5),
    orNull(6),
    number(7),
    number(8),
    number(9),
  );
}

function setBefores(db: Database, befores: Float64Array): void {
  const set = prepared(
    db,
    "UPDATE series SET before_ms = ?, before_kind = ?, before_number = ?, text_ms = ? WHERE id = ?",
  );
  for (let at = 0; at < befores.length; at += BEFORE_WIDTH) {
    const [id = 0, measuredMs = 0, kind = 0, number = 0, textMs = 0] = befores.subarray(at, at + BEFORE_WIDTH);
    set.run(measuredMs, kind, number, Number.isFinite(textMs) ? textMs : null, id);
  }
}

const WRITES = { save, tidy, trimChanges };
export type RollupWrites = typeof WRITES;

export const store: StoreModule = {
  migrations: ROLLUP_MIGRATIONS,
  writes: WRITES,
  // It may be gigabytes large, and what is wrong in it shows when it is read.
  checkAtStart: false,
  corruptRemedy: "It is set aside; figures are counted again from what the journal still has.",
};
