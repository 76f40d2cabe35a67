// Reads what was counted of one series: packed rows first, then the rows that came since. A bucket in both is given twice and adds up.
import type { Database } from "../../kit/sqlite.ts";
import { all, first, integer } from "../../kit/statements.ts";
import type { Part } from "../figures.ts";
import { unpack } from "./pack.ts";
import { partOf } from "./schema.ts";
import { chunkId, chunkOf, chunkStart, MINUTE_MS, TIERS, type TierNo } from "./tiers.ts";

/** What was counted of the bucket that begins at a minute since 1970. */
export interface TimedPart {
  readonly minute: number;
  readonly part: Part;
}

/** The distinct starts are looked up one by one: most rows are of other series. */
const FRESH = `
  WITH RECURSIVE starts(start) AS (
    SELECT min(start) FROM fresh WHERE tier = ?1 AND start >= ?2 AND start < ?3
    UNION ALL
    SELECT (SELECT min(start) FROM fresh WHERE tier = ?1 AND start > starts.start AND start < ?3) FROM starts WHERE start IS NOT NULL)
  SELECT fresh.* FROM starts CROSS JOIN fresh ON fresh.tier = ?1 AND fresh.start = starts.start AND fresh.series = ?4`;

/** Buckets that begin in `[fromMinute, toMinute)`; both kinds by time. Packed rows are read one at a time. */
export function* partsOf(
  db: Database,
  tier: TierNo,
  series: number,
  fromMinute: number,
  toMinute: number,
): Generator<TimedPart> {
  if (TIERS[tier].chunkMinutes !== null) {
    const from = chunkId(tier, series, Math.max(0, chunkOf(tier, fromMinute)));
    const to = chunkId(tier, series, Math.max(0, chunkOf(tier, Math.min(toMinute - 1, LAST_MINUTE))));
    for (let next = from; next <= to; ) {
      const row = first(db, "SELECT id, body FROM chunk WHERE id >= ? AND id <= ? ORDER BY id LIMIT 1", next, to);
      if (row === undefined) break;
      const id = integer(row, "id");
      for (const one of unpackChunk(tier, id, row.body))
        if (one.minute >= fromMinute && one.minute < toMinute) yield one;
      next = id + 1;
    }
  }
  for (const row of all(db, FRESH, tier, fromMinute, Math.min(toMinute, LAST_MINUTE), series))
    yield { minute: integer(row, "start"), part: partOf(row) };
}

/** The year 2200: far enough, and few enough minutes for every number in the file. */
const LAST_MINUTE = 2 ** 27;

/** The buckets of a packed row. Throws when it is damaged. */
export function unpackChunk(tier: TierNo, id: number, body: unknown): TimedPart[] {
  if (!(body instanceof Uint8Array)) throw new TypeError(`packed roll-ups ${id} are no bytes`);
  const { ms } = TIERS[tier];
  const begins = chunkStart(tier, id % 2 ** 24);
  return unpack(body, begins * MINUTE_MS, ms).map(({ place, part }) => ({
    minute: begins + (place * ms) / MINUTE_MS,
    part,
  }));
}
