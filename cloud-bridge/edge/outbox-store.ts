// outbox.db: sealed frames that the county has not acknowledged, and how far journal and roll-ups went into them. Runs in the store's thread.
import type { Migration } from "#gateway/kit/migrations.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, first, integer, integerOrNull, run, text, textOrNull } from "#gateway/kit/statements.ts";
import type { StoreModule } from "#gateway/kit/store-worker.ts";
import { LANES, type Lane } from "../wire/topics.ts";

/** Of frames that are gone, so many per lane are still known by number: if the county loses them, it can be said what they held. */
const REMEMBERED = 20_000;
/** Refused frames that are kept for whoever looks into it. */
const REFUSED_KEPT = 100;

const MIGRATIONS: readonly Migration[] = [
  {
    name: "outbox",
    run: (db) =>
      db.exec(`
        CREATE TABLE outbox (
          one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, epoch TEXT, seq INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE TABLE lane (
          lane TEXT PRIMARY KEY, last INTEGER NOT NULL DEFAULT 0, answered INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
        CREATE TABLE frame (
          lane TEXT NOT NULL, frame INTEGER NOT NULL, n INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL,
          sealed_ms INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB) STRICT;
        CREATE UNIQUE INDEX frame_number ON frame (lane, frame);
        CREATE INDEX frame_held ON frame (lane, frame, size) WHERE bytes IS NOT NULL;
        CREATE TABLE refused (
          n INTEGER PRIMARY KEY, lane TEXT NOT NULL, frame INTEGER NOT NULL, code TEXT NOT NULL, at_ms INTEGER NOT NULL,
          bytes BLOB NOT NULL) STRICT;
        CREATE TABLE summary_mark (name TEXT PRIMARY KEY, rev INTEGER NOT NULL) STRICT, WITHOUT ROWID;`),
  },
];

/** How far the journal was sealed. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

export interface SealedFrame {
  readonly lane: Lane;
  readonly frame: number;
  readonly n: number;
  /** The entries that it holds, or the journal's head when figures were summed up. */
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly sealedMs: number;
  readonly bytes: Uint8Array;
}

/** Revisions up to which roll-ups were sealed, by name of the pass. */
export type SummaryMarks = Readonly<Record<string, number>>;

export interface Seal {
  readonly frames: readonly SealedFrame[];
  readonly position: Position | null;
  readonly marks: SummaryMarks | null;
}

const writes = {
  /** Begins an outbox: at the first start, or because the county knows this one's future. */
  begin: (db: Database, { id }: { id: string }): null => {
    for (const table of ["outbox", "lane", "frame", "summary_mark"]) db.exec(`DELETE FROM ${table}`);
    run(db, "INSERT INTO outbox (one, id) VALUES (1, ?)", id);
    for (const lane of LANES) run(db, "INSERT INTO lane (lane) VALUES (?)", lane);
    return null;
  },
  /** Frames and how far they reach are stored together, or not at all. */
  seal: (db: Database, { frames, position, marks }: Seal): null => {
    for (const { lane, frame, n, fromSeq, toSeq, sealedMs, bytes } of frames) {
      const sql =
        "INSERT INTO frame (lane, frame, n, from_seq, to_seq, sealed_ms, size, bytes) VALUES (?,?,?,?,?,?,?,?)";
      run(db, sql, lane, frame, n, fromSeq, toSeq, sealedMs, bytes.length, bytes);
      run(db, "UPDATE lane SET last = ? WHERE lane = ?", frame, lane);
    }
    if (position !== null) run(db, "UPDATE outbox SET epoch = ?, seq = ?", position.epoch, position.seq);
    for (const [name, rev] of Object.entries(marks ?? {}))
      run(db, "INSERT OR REPLACE INTO summary_mark (name, rev) VALUES (?, ?)", name, rev);
    return null;
  },
  /** The county has these on disk. */
  free: (db: Database, { lane, from, to }: { lane: Lane; from: number; to: number }): null => {
    const held = "lane = ? AND frame BETWEEN ? AND ? AND bytes IS NOT NULL";
    run(db, `UPDATE frame SET bytes = NULL WHERE ${held}`, lane, from, to);
    run(db, "DELETE FROM frame WHERE lane = ? AND frame <= ? AND bytes IS NULL", lane, to - REMEMBERED);
    return null;
  },
  /** What the county said last; it may say less than before. */
  answered: (db: Database, { lane, frame }: { lane: Lane; frame: number }): null => {
    run(db, "UPDATE lane SET answered = ? WHERE lane = ?", frame, lane);
    return null;
  },
  /** The county will never take this one. */
  refuse: (
    db: Database,
    { lane, frame, code, atMs }: { lane: Lane; frame: number; code: string; atMs: number },
  ): null => {
    const copy = "INSERT INTO refused (lane, frame, code, at_ms, bytes) SELECT lane, frame, ?, ?, bytes FROM frame";
    run(db, `${copy} WHERE lane = ? AND frame = ? AND bytes IS NOT NULL`, code, atMs, lane, frame);
    run(db, "DELETE FROM refused WHERE n <= (SELECT max(n) FROM refused) - ?", REFUSED_KEPT);
    run(db, "UPDATE frame SET bytes = NULL WHERE lane = ? AND frame = ?", lane, frame);
    return null;
  },
};
export type OutboxWrites = typeof writes;

export const store: StoreModule & { readonly writes: OutboxWrites } = {
  migrations: MIGRATIONS,
  writes,
  checkAtStart: true,
  corruptRemedy: "Nothing: the gateway sets outbox.db aside and seals again what the journal still holds.",
};

export interface LaneState {
  /** The newest frame sealed. */
  readonly last: number;
  /** The highest frame that the county has answered for. */
  readonly answered: number;
}

export interface OutboxState {
  readonly id: string;
  readonly position: Position | null;
  readonly lanes: ReadonlyMap<Lane, LaneState>;
  readonly marks: ReadonlyMap<string, number>;
}

/** What the run before left; null in a new file. */
export function readOutbox(db: Database): OutboxState | null {
  const row = first(db, "SELECT id, epoch, seq FROM outbox");
  if (row === undefined) return null;
  const epoch = textOrNull(row, "epoch");
  const lanes = all(db, "SELECT lane, last, answered FROM lane");
  return {
    id: text(row, "id"),
    position: epoch === null ? null : { epoch, seq: integer(row, "seq") },
    lanes: new Map(
      LANES.map((lane) => {
        const found = lanes.find((line) => line.lane === lane);
        const state =
          found === undefined ? null : { last: integer(found, "last"), answered: integer(found, "answered") };
        return [lane, state ?? { last: 0, answered: 0 }];
      }),
    ),
    marks: new Map(
      all(db, "SELECT name, rev FROM summary_mark").map((line) => [text(line, "name"), integer(line, "rev")]),
    ),
  };
}

export interface HeldFrame {
  readonly frame: number;
  readonly size: number;
}

/** The oldest frame held from this number on; null when there is none. */
export function heldFrom(db: Database, lane: Lane, from: number): HeldFrame | null {
  const sql =
    "SELECT frame, size FROM frame WHERE lane = ? AND frame >= ? AND bytes IS NOT NULL ORDER BY frame LIMIT 1";
  const row = first(db, sql, lane, from);
  return row === undefined ? null : { frame: integer(row, "frame"), size: integer(row, "size") };
}

/** The bytes of a held frame. */
export function bytesOf(db: Database, lane: Lane, frame: number): Uint8Array | null {
  const bytes = first(db, "SELECT bytes FROM frame WHERE lane = ? AND frame = ?", lane, frame)?.bytes;
  return bytes instanceof Uint8Array ? bytes : null;
}

export interface Extent {
  readonly frames: number;
  readonly entries: number;
  readonly fromSeq: number | null;
  readonly toSeq: number | null;
}

/** What frames from … to hold or held; only those still known by number. */
export function extentOf(db: Database, lane: Lane, from: number, to: number): Extent {
  const sql = "SELECT count(*) AS frames, sum(n) AS entries, min(from_seq) AS lo, max(to_seq) AS hi FROM frame";
  const row = first(db, `${sql} WHERE lane = ? AND frame BETWEEN ? AND ?`, lane, from, to);
  if (row === undefined) return { frames: 0, entries: 0, fromSeq: null, toSeq: null };
  return {
    frames: integer(row, "frames"),
    entries: integerOrNull(row, "entries") ?? 0,
    fromSeq: integerOrNull(row, "lo"),
    toSeq: integerOrNull(row, "hi"),
  };
}

/** How many frames of a lane are held, their size, and when the oldest was sealed. */
export function heldOf(db: Database, lane: Lane): { frames: number; bytes: number; oldestMs: number | null } {
  const held = "FROM frame WHERE lane = ? AND bytes IS NOT NULL";
  const sum = first(db, `SELECT count(*) AS frames, sum(size) AS bytes ${held}`, lane);
  const oldest = first(db, `SELECT sealed_ms ${held} ORDER BY frame LIMIT 1`, lane);
  return {
    frames: sum === undefined ? 0 : integer(sum, "frames"),
    bytes: sum === undefined ? 0 : (integerOrNull(sum, "bytes") ?? 0),
    oldestMs: oldest === undefined ? null : integer(oldest, "sealed_ms"),
  };
}
