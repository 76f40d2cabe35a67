// state.db: what the alarms are and were, how far the journal was followed for it, and what is still to be told. Written together, or not at all.
// Runs in the store's thread.
import type { Migration } from "../kit/migrations.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, first, integer, run, text } from "../kit/statements.ts";
import type { Anchor } from "../kit/steady-clock.ts";
import type { StoreModule } from "../kit/store-worker.ts";
import type { AlarmState } from "./alarm.ts";
import { FORMER_TABLE, type Former, putFormer, readFormer } from "./former.ts";
import { dropWindow, MAINTENANCE_TABLE, putQuiet, putWindow, readWindows, type SavedWindows } from "./maintenance.ts";
import { OCCURRENCE_TABLE, type Recorded, recordTold } from "./occurrences.ts";
import type { Output } from "./view.ts";

const MIGRATIONS: readonly Migration[] = [
  {
    name: "alarms",
    run: (db) =>
      db.exec(`
        CREATE TABLE alarm (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE alarm_output (n INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
        CREATE TABLE alarm_position (
          one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, seq INTEGER NOT NULL, turn INTEGER NOT NULL,
          at REAL NOT NULL, wall_ms INTEGER NOT NULL) STRICT;`),
  },
  {
    name: "alarm-watched",
    run: (db) => db.exec("ALTER TABLE alarm_position ADD COLUMN watched TEXT NOT NULL DEFAULT ''"),
  },
  { name: "alarm-past", run: (db) => db.exec(`${OCCURRENCE_TABLE} ${MAINTENANCE_TABLE}`) },
  { name: "alarm-former", run: (db) => db.exec(FORMER_TABLE) },
];

/** Up to where the journal was followed, and when that was. */
export interface Place {
  readonly epoch: string;
  readonly seq: number;
  /** Counts the inputs that are no entries: due moments, people, another configuration. */
  readonly turn: number;
  readonly anchor: Anchor;
  /** Tells whether another configuration watches the same (watches.ts). */
  readonly watched: string;
}

export interface NumberedOutput {
  readonly n: number;
  readonly output: Output;
}

export interface Save {
  readonly place: Place;
  readonly alarms: readonly AlarmState[];
  readonly gone: Former;
  /** To be told. */
  readonly outputs: readonly NumberedOutput[];
  /** Everything up to this number has been told. */
  readonly toldTo: number;
  /** What was told since the last save. */
  readonly told: readonly Recorded[];
}

function save(db: Database, { place, alarms, gone, outputs, toldTo, told }: Save): null {
  for (const alarm of alarms) run(db, "INSERT OR REPLACE INTO alarm VALUES (?, ?)", alarm.id, JSON.stringify(alarm));
  for (const id of gone.keys()) run(db, "DELETE FROM alarm WHERE id = ?", id);
  putFormer(db, gone);
  for (const { n, output } of outputs) run(db, "INSERT INTO alarm_output VALUES (?, ?)", n, JSON.stringify(output));
  // What leaves the list of what is to be told enters the past with it: once, whenever a kill comes.
  run(db, "DELETE FROM alarm_output WHERE n <= ?", toldTo);
  recordTold(db, told);
  const { epoch, seq, turn, anchor, watched } = place;
  run(
    db,
    "INSERT OR REPLACE INTO alarm_position VALUES (1, ?, ?, ?, ?, ?, ?)",
    epoch,
    seq,
    turn,
    anchor.at,
    Math.round(anchor.wallMs),
    watched,
  );
  return null;
}

function keepFormer(db: Database, former: Former): null {
  putFormer(db, former);
  return null;
}

const WRITES = { save, keepFormer, putWindow, putQuiet, dropWindow };
export type AlarmWrites = typeof WRITES;

export const store: StoreModule = {
  migrations: MIGRATIONS,
  writes: WRITES,
  checkAtStart: true,
  corruptRemedy: "Move state.db away: alarms are judged afresh, what was acknowledged or shelved is forgotten.",
};

export interface Saved {
  /** Null: nothing was ever saved. */
  readonly place: Place | null;
  readonly alarms: readonly AlarmState[];
  readonly former: Former;
  /** What may not have been told. */
  readonly outputs: readonly NumberedOutput[];
  /** Maintenance and quiet times, by id. */
  readonly quiet: SavedWindows;
}

/** What the run before left. */
export function readSaved(db: Database): Saved {
  const row = first(db, "SELECT * FROM alarm_position");
  const place =
    row === undefined
      ? null
      : {
          epoch: text(row, "epoch"),
          seq: integer(row, "seq"),
          turn: integer(row, "turn"),
          anchor: { at: integer(row, "at"), wallMs: integer(row, "wall_ms") },
          watched: text(row, "watched"),
        };
  return {
    place,
    alarms: all(db, "SELECT body FROM alarm").map((line) => JSON.parse(text(line, "body")) as AlarmState),
    outputs: all(db, "SELECT n, body FROM alarm_output ORDER BY n").map((line) => ({
      n: integer(line, "n"),
      output: JSON.parse(text(line, "body")) as Output,
    })),
    former: readFormer(db),
    quiet: readWindows(db),
  };
}
