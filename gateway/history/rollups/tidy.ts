// Packs buckets whose hours are over, and deletes what is kept no longer: a little per call, so that other stores' writes get between.
import type { Database } from "../../kit/sqlite.ts";
import { all, first, integer, run } from "../../kit/statements.ts";
import { Figures } from "../figures.ts";
import { metaNumber, setMeta } from "./meta.ts";
import { type Placed, pack } from "./pack.ts";
import { unpackChunk } from "./parts.ts";
import { partOf } from "./schema.ts";
import { chunkId, chunkOf, chunkStart, MINUTE_MS, startsInChunk, TIERS, type TierNo } from "./tiers.ts";

/** What comes later than this after the end of a packed row's hours is late, and is packed with it when the hours are looked at again. */
const GRACE_MS = 20 * MINUTE_MS;
/** Series that are packed in one go: some ten milliseconds. */
const SERIES_AT_ONCE = 10;
const PACKED_TIERS: readonly TierNo[] = [0, 1];

export interface TidyWish {
  readonly nowMs: number;
  /** The clock is to be believed: what is too old may go. */
  readonly mayDelete: boolean;
}

/** True when there is more to pack. */
export function tidy(db: Database, { nowMs, mayDelete }: TidyWish): boolean {
  if (mayDelete) for (const tier of PACKED_TIERS) deleteOld(db, tier, nowMs);
  return PACKED_TIERS.some((tier) => packSome(db, tier, nowMs));
}

/** Packs some series of the oldest hours that are over; false when there are none. */
function packSome(db: Database, tier: TierNo, nowMs: number): boolean {
  const row = first(db, "SELECT start, series FROM fresh WHERE tier = ? ORDER BY start, series LIMIT 1", tier);
  if (row === undefined) return false;
  const chunk = chunkOf(tier, integer(row, "start"));
  if (chunkStart(tier, chunk + 1) * MINUTE_MS + GRACE_MS > nowMs) return false;
  const series = integer(row, "series");
  const starts = JSON.stringify(startsInChunk(tier, chunk));
  const among = "tier = ? AND start IN (SELECT value FROM json_each(?)) AND series >= ? AND series < ?";
  const which = [tier, starts, series, series + SERIES_AT_ONCE] as const;
  const bySeries = Map.groupBy(all(db, `SELECT * FROM fresh WHERE ${among}`, ...which), (one) =>
    integer(one, "series"),
  );
  for (const [id, rows] of bySeries) {
    const buckets = new Map<number, Figures>();
    const add = (minute: number, part: ReturnType<typeof partOf>) => {
      const figures = buckets.get(minute) ?? new Figures();
      figures.merge(part);
      buckets.set(minute, figures);
    };
    const key = chunkId(tier, id, chunk);
    const before = first(db, "SELECT body FROM chunk WHERE id = ?", key);
    if (before !== undefined) for (const { minute, part } of unpackChunk(tier, key, before.body)) add(minute, part);
    for (const one of rows) add(integer(one, "start"), partOf(one));
    run(db, "INSERT OR REPLACE INTO chunk VALUES (?, ?)", key, packed(tier, chunk, buckets));
  }
  run(db, `DELETE FROM fresh WHERE ${among}`, ...which);
  return true;
}

function packed(tier: TierNo, chunk: number, buckets: ReadonlyMap<number, Figures>): Uint8Array<ArrayBuffer> {
  const begins = chunkStart(tier, chunk);
  const { ms } = TIERS[tier];
  const placed: Placed[] = [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([minute, figures]) => ({ place: ((minute - begins) * MINUTE_MS) / ms, part: figures.part() }));
  return pack(placed, begins * MINUTE_MS, ms);
}

/** Deletes whole packed rows that are kept no longer, and notes since when everything is kept. */
function deleteOld(db: Database, tier: TierNo, nowMs: number): void {
  const { keepMs } = TIERS[tier];
  if (keepMs === null) return;
  const chunk = chunkOf(tier, Math.floor((nowMs - keepMs) / MINUTE_MS));
  const since = chunkStart(tier, chunk);
  if (since <= (metaNumber(db, `looked${tier}`) ?? 0)) return;
  setMeta(db, `looked${tier}`, since);
  let deleted = run(db, "DELETE FROM fresh WHERE tier = ? AND start < ?", tier, since);
  for (const row of all(db, "SELECT id FROM series")) {
    const id = integer(row, "id");
    deleted += run(db, "DELETE FROM chunk WHERE id >= ? AND id < ?", chunkId(tier, id, 0), chunkId(tier, id, chunk));
  }
  if (deleted > 0) setMeta(db, keptKey(tier), since);
}

function keptKey(tier: TierNo): string {
  return `kept${tier}`;
}

/** Since which minute everything of this size is kept; null: nothing was ever deleted. */
export function keptSinceMinute(db: Database, tier: TierNo): number | null {
  return metaNumber(db, keptKey(tier));
}
