// What the embedded store forgets, a little at a time so that nothing waits for it. Figures for longer belong into a series store.
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, integer, run } from "#gateway/kit/statements.ts";
import { tidyLinks } from "./links.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** How long what is kept, ms. */
export interface Keep {
  readonly minutesMs: number;
  readonly quartersMs: number;
  /** Entries are no readings: what happened, and what people did. */
  readonly entriesMs: number;
}

export const DEFAULT_KEEP: Keep = { minutesMs: 30 * DAY_MS, quartersMs: 400 * DAY_MS, entriesMs: 400 * DAY_MS };
const KEEP_LINKS_MS = 40 * DAY_MS;
/** Points looked at, and entries dropped, in one go. */
const SERIES_AT_ONCE = 500;
const ENTRIES_AT_ONCE = 2000;

/** Looks at the points after `after`; answers where to go on, 0: from the start again. */
export function tidy(
  db: Database,
  { after, nowMs, keep }: { readonly after: number; readonly nowMs: number; readonly keep: Keep },
): number {
  const series = all(db, "SELECT n FROM series WHERE n > ? ORDER BY n LIMIT ?", after, SERIES_AT_ONCE);
  const minutes = (keptMs: number) => Math.floor((nowMs - keptMs) / MINUTE_MS);
  for (const row of series) {
    const n = integer(row, "n");
    run(db, "DELETE FROM figure WHERE series = ? AND step = 1 AND at_min < ?", n, minutes(keep.minutesMs));
    run(db, "DELETE FROM figure WHERE series = ? AND step = 15 AND at_min < ?", n, minutes(keep.quartersMs));
  }
  if (series.length === SERIES_AT_ONCE) return integer(series.at(-1) ?? {}, "n");
  const oldest = "SELECT n FROM entry WHERE stored_ms < ? ORDER BY n LIMIT ?";
  // Entries are stored in the order of their numbers, so the first one that is young enough ends the look.
  const isDue = all(db, "SELECT stored_ms FROM entry ORDER BY n LIMIT 1").some(
    (row) => integer(row, "stored_ms") < nowMs - keep.entriesMs,
  );
  if (isDue) run(db, `DELETE FROM entry WHERE n IN (${oldest})`, nowMs - keep.entriesMs, ENTRIES_AT_ONCE);
  tidyLinks(db, nowMs);
  run(db, "DELETE FROM link WHERE to_ms < ?", nowMs - KEEP_LINKS_MS);
  return 0;
}
