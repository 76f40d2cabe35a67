// Numbers every bucket that is over, and every one that is corrected afterwards, for whoever passes them on. Kept until all of them have.
import type { Database } from "../../kit/sqlite.ts";
import { first, prepared, run } from "../../kit/statements.ts";
import { metaNumber, setMeta } from "./meta.ts";
import { MINUTE_MS, startMinuteOf, TIER_NUMBERS, type TierNo } from "./tiers.ts";

/** Beyond this the oldest go: a month of 500 points, half a gigabyte. */
const MOST_CHANGES = 23_000_000;
// Each end for itself: asked for together, SQLite would look at every row.
const ENDS = "SELECT (SELECT min(rev) FROM change) AS oldest, (SELECT max(rev) FROM change) AS newest";

/** Notes a bucket that was counted in, if it is sealed already. */
export function startFeed(db: Database): (tier: TierNo, start: number, series: number) => void {
  const sealed = TIER_NUMBERS.map((tier) => metaNumber(db, sealedKey(tier)) ?? 0);
  const note = prepared(db, "INSERT INTO change(tier, start, series) VALUES (?, ?, ?)");
  return (tier, start, series) => {
    if (start < (sealed[tier] ?? 0)) note.run(tier, start, series);
  };
}

/** Notes what is over by now and was not before. */
export function noteSealed(db: Database, sealMs: number, timezone: string): void {
  for (const tier of TIER_NUMBERS) {
    const from = metaNumber(db, sealedKey(tier)) ?? 0;
    const to = startMinuteOf(tier, timezone)(Math.floor(sealMs / MINUTE_MS));
    if (to <= from) continue;
    run(
      db,
      `INSERT INTO change(tier, start, series)
       SELECT tier, start, series FROM fresh WHERE tier = ? AND start >= ? AND start < ? ORDER BY start, series`,
      tier,
      from,
      to,
    );
    setMeta(db, sealedKey(tier), to);
  }
  const { oldest, newest } = first(db, ENDS) ?? {};
  if (typeof oldest !== "number" || typeof newest !== "number" || newest - oldest < MOST_CHANGES) return;
  setMeta(db, "goneTo", newest - MOST_CHANGES);
  trimChanges(db, { upTo: newest - MOST_CHANGES });
}

/** Nobody follows any more. Whoever does later begins with what is not packed then. */
export function endFeed(db: Database): void {
  if (run(db, "DELETE FROM meta WHERE key GLOB 'sealed?'") > 0) run(db, "DELETE FROM change");
}

/** Forgets what everybody has passed on. */
export function trimChanges(db: Database, { upTo }: { readonly upTo: number }): null {
  run(db, "DELETE FROM change WHERE rev <= ?", upTo);
  return null;
}

function sealedKey(tier: TierNo): string {
  return `sealed${tier}`;
}
