// Single values of history.db by name.
import type { Database } from "../../kit/sqlite.ts";
import { first, run } from "../../kit/statements.ts";

/** A number, or null when it was never set. */
export function metaNumber(db: Database, key: string): number | null {
  const value = first(db, "SELECT value FROM meta WHERE key = ?", key)?.value;
  return typeof value === "number" ? value : null;
}

/** A text, or null when it was never set. */
export function metaText(db: Database, key: string): string | null {
  const value = first(db, "SELECT value FROM meta WHERE key = ?", key)?.value;
  return typeof value === "string" ? value : null;
}

export function setMeta(db: Database, key: string, value: number | string): void {
  run(db, "INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value);
}
