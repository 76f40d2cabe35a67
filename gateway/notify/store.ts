// notify.db: which calls run, what was said to whom by which road with what result, and how far the journal was followed for it.
// Calls, deliveries and position are written together, or not at all. Runs in the store's thread.
import type { Migration } from "../kit/migrations.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, first, integer, run, text } from "../kit/statements.ts";
import type { StoreModule } from "../kit/store-worker.ts";
import type { Call } from "./call.ts";

const MIGRATIONS: readonly Migration[] = [
  {
    name: "notify",
    run: (db) =>
      db.exec(`
        CREATE TABLE call (alarm TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE delivery (
          n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, alarm TEXT, occurrence INTEGER, says TEXT NOT NULL,
          step INTEGER NOT NULL, post TEXT, person TEXT, road TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
          made_ms INTEGER NOT NULL, next_ms INTEGER, ended_ms INTEGER, code TEXT, detail TEXT) STRICT;
        CREATE INDEX delivery_open ON delivery (next_ms) WHERE state IN ('queued', 'sending');
        CREATE INDEX delivery_alarm ON delivery (alarm, occurrence);
        CREATE TABLE notify_position (
          one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, seq INTEGER NOT NULL, at REAL NOT NULL, wall_ms INTEGER NOT NULL) STRICT;`),
  },
];

/**
 * `queued`: to be sent at its time. `sending`: a try runs, or ran when the gateway was killed. `accepted`: the other side took it.
 * `failed`: no road is left for it. `unknown`: it may have arrived; it was repeated once. `dropped`: it was not worth saying any more.
 */
export const DELIVERY_STATES = ["queued", "sending", "accepted", "failed", "unknown", "dropped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** A delivery before it has a number. The key makes it one: writing it again changes nothing. */
export interface NewDelivery {
  readonly key: string;
  readonly alarm: string | null;
  readonly occurrence: number | null;
  readonly says: string;
  readonly step: number;
  readonly post: string | null;
  readonly person: string | null;
  readonly road: string;
  readonly madeMs: number;
}

export interface Delivery extends NewDelivery {
  readonly n: number;
  readonly state: DeliveryState;
  readonly tries: number;
  /** When it is to be tried; null: it has ended. */
  readonly nextMs: number | null;
  readonly endedMs: number | null;
  readonly code: string | null;
  readonly detail: string | null;
}

/** How far the journal was followed, and where both clocks stood. */
export interface Place {
  readonly epoch: string;
  readonly seq: number;
  readonly at: number;
  readonly wallMs: number;
}

export interface Save {
  readonly place: Place;
  readonly calls: readonly Call[];
  /** Alarms whose calls are forgotten. */
  readonly gone: readonly string[];
  readonly deliveries: readonly NewDelivery[];
}

/** The result of a try, or that one begins. */
export interface Change {
  readonly n: number;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly nextMs: number | null;
  readonly endedMs: number | null;
  readonly code: string | null;
  readonly detail: string | null;
}

/** Deliveries that have ended are kept so long: the audit's time. */
const KEPT_MS = 400 * 86_400_000;

const writes = {
  save: (db: Database, { place, calls, gone, deliveries }: Save): readonly number[] => {
    for (const call of calls) run(db, "INSERT OR REPLACE INTO call VALUES (?, ?)", call.alarm, JSON.stringify(call));
    for (const alarm of gone) run(db, "DELETE FROM call WHERE alarm = ?", alarm);
    const numbers = deliveries.map((one) => insert(db, one));
    const { epoch, seq, at, wallMs } = place;
    run(db, "INSERT OR REPLACE INTO notify_position VALUES (1, ?, ?, ?, ?)", epoch, seq, at, Math.round(wallMs));
    return numbers;
  },
  change: (db: Database, { n, state, tries, nextMs, endedMs, code, detail }: Change): null => {
    const sql = "UPDATE delivery SET state = ?, tries = ?, next_ms = ?, ended_ms = ?, code = ?, detail = ? WHERE n = ?";
    run(db, sql, state, tries, nextMs, endedMs, code, detail, n);
    return null;
  },
  forget: (db: Database, { nowMs }: { nowMs: number }): null => {
    run(db, "DELETE FROM delivery WHERE ended_ms < ?", nowMs - KEPT_MS);
    return null;
  },
};
export type NotifyWrites = typeof writes;

export const store: StoreModule & { readonly writes: NotifyWrites } = {
  migrations: MIGRATIONS,
  writes,
  checkAtStart: true,
  corruptRemedy: "Move notify.db away: who is being called now, and who was told what, is forgotten; alarms stay.",
};

/** The number of a delivery, new or written before under its key. */
function insert(db: Database, one: NewDelivery): number {
  const { key, alarm, occurrence, says, step, post, person, road, madeMs } = one;
  run(
    db,
    `INSERT INTO delivery (key, alarm, occurrence, says, step, post, person, road, state, made_ms, next_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?) ON CONFLICT (key) DO NOTHING`,
    key,
    alarm,
    occurrence,
    says,
    step,
    post,
    person,
    road,
    madeMs,
    madeMs,
  );
  const row = first(db, "SELECT n FROM delivery WHERE key = ?", key);
  return row === undefined ? 0 : integer(row, "n");
}

/** What the run before left: running calls, and the position. */
export function readNotify(db: Database): { readonly place: Place | null; readonly calls: readonly Call[] } {
  const row = first(db, "SELECT * FROM notify_position");
  const calls = all(db, "SELECT body FROM call").map((line) => JSON.parse(text(line, "body")) as Call);
  if (row === undefined) return { place: null, calls };
  const [epoch, seq, at, wallMs] = [
    text(row, "epoch"),
    integer(row, "seq"),
    integer(row, "at"),
    integer(row, "wall_ms"),
  ];
  return { place: { epoch, seq, at, wallMs }, calls };
}
