// The only file that imports node:sqlite. Opens a store with the settings that the durability promise rests on, and reads them back.
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { GatewayError } from "./errors.ts";

export type Database = DatabaseSync;
export type Statement = StatementSync;

export interface OpenOptions {
  readonly readOnly?: boolean;
  /** `NORMAL` exists for one purpose: to prove that the power-cut test notices a store that does not sync. */
  readonly synchronous?: "FULL" | "NORMAL";
  /** Pages of WAL before a checkpoint; more suits slow cards (reference figures in gateway/journal/README.md). */
  readonly walAutocheckpoint?: number;
}

/** Opens a SQLite file in WAL with `synchronous=FULL`. Throws when the file will not take these settings. */
export function openDatabase(file: string, options: OpenOptions = {}): Database {
  const db = new DatabaseSync(file, {
    readOnly: options.readOnly ?? false,
    timeout: 5000,
    enableForeignKeyConstraints: true,
  });
  try {
    db.exec("PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;");
    if (options.readOnly) return db;
    const level = options.synchronous ?? "FULL";
    db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=${level};
      PRAGMA wal_autocheckpoint=${options.walAutocheckpoint ?? 1000}; PRAGMA journal_size_limit=67108864;`);
    // A store on a medium that refuses WAL would silently fall back to another mode: read back what is in force.
    const mode = pragma(db, "journal_mode");
    const synchronous = pragma(db, "synchronous");
    if (mode !== "wal" || synchronous !== (level === "FULL" ? 2 : 1)) {
      throw new GatewayError(
        "store-settings",
        `${file}: journal_mode=${mode} synchronous=${synchronous} instead of wal and 2 (FULL)`,
        "Put the data folder on a local file system (not a network share) that supports SQLite's WAL mode.",
      );
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens a file for nothing but its lock: exclusive until closed. Throws at once (SQLITE_BUSY) when another process holds it. */
export function lockFile(file: string): Database {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The value of a pragma that answers with one row and one column. */
export function pragma(db: Database, name: string): unknown {
  const row = db.prepare(`PRAGMA ${name}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

/** Runs `work` in one immediate transaction: all of it, or none. */
export function transaction<T>(db: Database, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** SQLite's extended result code of a thrown error (13 = full, 11 = corrupt, 1034 = fsync failed), or `null`. */
export function sqliteCode(thrown: unknown): number | null {
  return thrown instanceof Error && "errcode" in thrown && typeof thrown.errcode === "number" ? thrown.errcode : null;
}
