// The tables of journal.db. Readings and all other kinds live in two tables that share one sequence, so that each expires as a prefix.

import type { Migration } from "../kit/migrations.ts";

/**
 * Steps from an empty file to this version's tables.
 *
 * `reading.lag` is receivedMs − measuredMs; `mark` packs a 21-bit hash of `boot` above the payload's CRC-32; `body` holds the values by
 * position in `shape.points`. `entry.eid_no` numbers a device's events that carry an `eid`, which bounds the window of repeats.
 */
export const JOURNAL_MIGRATIONS: readonly Migration[] = [
  {
    name: "first tables",
    run: (db) =>
      db.exec(`
      CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
      CREATE TABLE shape(id INTEGER PRIMARY KEY, device TEXT NOT NULL, points TEXT NOT NULL, units TEXT NOT NULL) STRICT;
      CREATE TABLE reading(seq INTEGER PRIMARY KEY, shape INTEGER NOT NULL, received INTEGER NOT NULL, lag INTEGER NOT NULL,
        clock INTEGER NOT NULL, device_seq INTEGER, mark INTEGER, body TEXT NOT NULL) STRICT;
      CREATE TABLE entry(seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, type TEXT NOT NULL, device TEXT, received INTEGER NOT NULL,
        lag INTEGER NOT NULL, clock INTEGER NOT NULL, device_seq INTEGER, mark INTEGER, eid TEXT, eid_no INTEGER, cause INTEGER,
        key TEXT, body TEXT NOT NULL) STRICT;
      CREATE UNIQUE INDEX entry_key ON entry(key) WHERE key IS NOT NULL;
      CREATE INDEX entry_eid ON entry(device, eid, eid_no) WHERE eid IS NOT NULL;
      CREATE INDEX entry_eid_no ON entry(device, eid_no) WHERE eid IS NOT NULL;
      CREATE TABLE projection(name TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY(name, key)) STRICT, WITHOUT ROWID;
      CREATE TABLE cursor(consumer TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `),
  },
];

/**
 * `meta.wal` in the main file: "open" while a gateway writes (the newest entries are in the WAL), "folded" when the main file has
 * everything. A file that says "open" and has no WAL beside it lost what was in it.
 */
export const WAL_OPEN = "open";
export const WAL_FOLDED = "folded";

/** Under this name the table `projection` holds notes (journal.ts, `note`). */
export const NOTES = "notes";
