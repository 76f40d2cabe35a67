// How old rows of a table with times may be, judged by its own days: a table that has rows on few days stays small without being forgotten.
import { forgettableBefore, LIVED_WITHIN_MS } from "./lived-days.ts";
import type { Database } from "./sqlite.ts";
import { all, first, integer } from "./statements.ts";

/** What is older than the answer may be deleted; null: nothing is that old, or the clock is not borne out. `column`: epoch milliseconds. */
export function oldestRow(db: Database, table: string, column: string, nowMs: number, keepMs: number): number | null {
  if (first(db, `SELECT 1 FROM ${table} WHERE ${column} < ? LIMIT 1`, nowMs - keepMs) === undefined) return null;
  const day = `CAST(${column} / 86400000 AS INTEGER)`;
  const rows = all(db, `SELECT DISTINCT ${day} AS day FROM ${table} WHERE ${column} >= ?`, nowMs - LIVED_WITHIN_MS);
  const before = forgettableBefore(
    nowMs,
    keepMs,
    rows.map((row) => integer(row, "day")),
  );
  return Number.isFinite(before) ? before : null;
}
