// The tables of history.db, and the columns of a bucket read back.
import type { Migration } from "../../kit/migrations.ts";
import { integer, type Row } from "../../kit/statements.ts";
import type { Part } from "../figures.ts";

/**
 * `fresh` holds buckets as rows, by time, so that what is counted at the same time lies side by side: a save touches few pages. `chunk` holds
 * those of some hours of one series packed, by series, so that a chart reads few pages. A bucket may be in both; its figures are the sum.
 * `fresh.start` is in minutes since 1970. `change` numbers what is sealed or was corrected; numbers are never given twice, and begin
 * at the time of the file so that they go on rising in a file that takes its place. `gap` tells of readings that nobody counted.
 */
export const ROLLUP_MIGRATIONS: readonly Migration[] = [
  {
    name: "roll-ups",
    run: (db) => {
      db.exec(`
        CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
        CREATE TABLE series(id INTEGER PRIMARY KEY, device TEXT NOT NULL, point TEXT NOT NULL, unit TEXT NOT NULL,
          before_ms REAL NOT NULL DEFAULT 0, before_kind INTEGER NOT NULL DEFAULT -1, before_number REAL NOT NULL DEFAULT 0,
          text_ms INTEGER, UNIQUE(device, point, unit)) STRICT;
        CREATE TABLE fresh(tier INTEGER NOT NULL, start INTEGER NOT NULL, series INTEGER NOT NULL, count INTEGER NOT NULL,
          min REAL, max REAL, sum REAL NOT NULL, rest REAL NOT NULL, last REAL, last_ms INTEGER NOT NULL, uncertain INTEGER NOT NULL,
          bad INTEGER NOT NULL, PRIMARY KEY(tier, start, series)) STRICT, WITHOUT ROWID;
        CREATE TABLE chunk(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
        CREATE TABLE change(rev INTEGER PRIMARY KEY AUTOINCREMENT, tier INTEGER NOT NULL, start INTEGER NOT NULL,
          series INTEGER NOT NULL) STRICT;
        CREATE TABLE gap(from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL) STRICT;
        INSERT INTO meta VALUES ('id', lower(hex(randomblob(8))));
        INSERT INTO sqlite_sequence VALUES ('change', CAST(unixepoch('subsec') * 1000 AS INTEGER));`);
    },
  },
];

/** The figures in a row of `fresh`. */
export function partOf(row: Row): Part {
  return {
    count: integer(row, "count"),
    min: numberOrNull(row, "min"),
    max: numberOrNull(row, "max"),
    sum: integer(row, "sum"),
    rest: integer(row, "rest"),
    last: numberOrNull(row, "last"),
    lastMs: integer(row, "last_ms"),
    uncertain: integer(row, "uncertain"),
    bad: integer(row, "bad"),
  };
}

function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}
