// derived.db: how far the journal was followed, and the state of each derived device, written together. Runs in the stores' thread.
import type { Migration } from "../kit/migrations.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, first, integer, run, text } from "../kit/statements.ts";
import type { StoreModule } from "../kit/store-worker.ts";
import type { SavedDerived } from "./book.ts";

const MIGRATIONS: readonly Migration[] = [
  {
    name: "state",
    run: (db) =>
      db.exec(`
        CREATE TABLE place (one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
        CREATE TABLE derived (device TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`),
  },
];

export interface Place {
  readonly epoch: string;
  readonly seq: number;
}

function save(
  db: Database,
  { place, states }: { readonly place: Place; readonly states: ReadonlyMap<string, SavedDerived> },
): null {
  run(db, "DELETE FROM derived");
  for (const [device, state] of states) run(db, "INSERT INTO derived VALUES (?, ?)", device, JSON.stringify(state));
  run(db, "INSERT OR REPLACE INTO place VALUES (1, ?, ?)", place.epoch, place.seq);
  return null;
}

const WRITES = { save };
export type DerivedWrites = typeof WRITES;

export const store: StoreModule = {
  migrations: MIGRATIONS,
  writes: WRITES,
  checkAtStart: true,
  corruptRemedy: "Move derived.db away: derived devices begin afresh with what comes next.",
};

/** Null: nothing was ever saved. */
export function readPlace(db: Database): Place | null {
  const row = first(db, "SELECT epoch, seq FROM place");
  return row === undefined ? null : { epoch: text(row, "epoch"), seq: integer(row, "seq") };
}

export function readStates(db: Database): Map<string, SavedDerived> {
  const rows = all(db, "SELECT device, body FROM derived");
  return new Map(rows.map((row) => [text(row, "device"), JSON.parse(text(row, "body")) as SavedDerived]));
}
