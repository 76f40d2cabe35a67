// influx.db: how far each store was filled, and what is still to be told about it. Written together, or not at all. Runs in the store's thread.
import type { Migration } from "../../kit/migrations.ts";
import type { Database } from "../../kit/sqlite.ts";
import { all, first, integer, run, text } from "../../kit/statements.ts";
import type { StoreModule } from "../../kit/store-worker.ts";

const MIGRATIONS: readonly Migration[] = [
  {
    name: "positions",
    run: (db) =>
      db.exec(`
        CREATE TABLE position (target TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE revision (target TEXT PRIMARY KEY, source TEXT NOT NULL, rev INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE owed (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`),
  },
];

/** A loss entry that may not be in the journal yet. Its key makes it the same entry however often it is appended. */
export interface Owed {
  readonly key: string;
  readonly type: "loss.quarantined" | "loss.expired";
  readonly cause: number | null;
  readonly body: Readonly<Record<string, string | number>>;
}

export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** How far the revisions of one store of roll-ups were sent. */
export interface Revision {
  readonly source: string;
  readonly rev: number;
}

export interface Pass {
  readonly target: string;
  readonly position: Position;
  readonly owed: readonly Owed[];
}

function pass(db: Database, { target, position, owed }: Pass): null {
  run(db, "INSERT OR REPLACE INTO position VALUES (?, ?, ?)", target, position.epoch, position.seq);
  for (const one of owed) run(db, "INSERT OR REPLACE INTO owed VALUES (?, ?)", one.key, JSON.stringify(one));
  return null;
}

function revise(db: Database, { target, revision }: { readonly target: string; readonly revision: Revision }): null {
  run(db, "INSERT OR REPLACE INTO revision VALUES (?, ?, ?)", target, revision.source, revision.rev);
  return null;
}

function told(db: Database, keys: readonly string[]): null {
  for (const key of keys) run(db, "DELETE FROM owed WHERE key = ?", key);
  return null;
}

const WRITES = { pass, revise, told };
export type InfluxWrites = typeof WRITES;

export const store: StoreModule = {
  migrations: MIGRATIONS,
  writes: WRITES,
  checkAtStart: true,
  corruptRemedy: "Move influx.db away: what the journal still holds is sent again, which changes nothing in InfluxDB.",
};

/** Null: nothing was ever sent there. */
export function readPosition(db: Database, target: string): Position | null {
  const row = first(db, "SELECT epoch, seq FROM position WHERE target = ?", target);
  return row === undefined ? null : { epoch: text(row, "epoch"), seq: integer(row, "seq") };
}

export function readRevision(db: Database, target: string): Revision | null {
  const row = first(db, "SELECT source, rev FROM revision WHERE target = ?", target);
  return row === undefined ? null : { source: text(row, "source"), rev: integer(row, "rev") };
}

export function readOwed(db: Database): Owed[] {
  return all(db, "SELECT body FROM owed ORDER BY key LIMIT 1000").map((row) => JSON.parse(text(row, "body")) as Owed);
}
