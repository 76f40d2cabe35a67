// notify.db: which calls run, what was said to whom by which road with what result, and how far the journal was followed for it.
// Calls, deliveries and position are written together, or not at all. Runs in the store's thread.
import { oldestRow } from "../kit/lived-rows.ts";
import type { Migration } from "../kit/migrations.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, first, integer, run, text } from "../kit/statements.ts";
import type { Anchor } from "../kit/steady-clock.ts";
import type { StoreModule } from "../kit/store-worker.ts";
import type { Call } from "./call.ts";
import { type AlarmRef, type Change, DELIVERY_TABLE, type NewRow } from "./rows.ts";

const MIGRATIONS: readonly Migration[] = [
  {
    name: "notify",
    run: (db) =>
      db.exec(`
        CREATE TABLE call (alarm TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE notify_position (
          one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL, seq INTEGER NOT NULL, at REAL NOT NULL, wall_ms INTEGER NOT NULL) STRICT;
        ${DELIVERY_TABLE}`),
  },
  {
    name: "code of an answer",
    run: (db) => db.exec("ALTER TABLE delivery ADD COLUMN reply_code INTEGER"),
  },
];

/** How far the journal was followed, and where both clocks stood. */
export interface Place {
  readonly epoch: string;
  readonly seq: number;
  readonly anchor: Anchor;
}

export interface Save {
  readonly place: Place;
  readonly calls: readonly Call[];
  /** Alarms whose calls are forgotten. */
  readonly gone: readonly string[];
  readonly rows: readonly NewRow[];
  /** Digests that wait and name more alarms now. */
  readonly grown: readonly { readonly n: number; readonly alarms: readonly AlarmRef[]; readonly nextAt: number }[];
  readonly changes: readonly Change[];
}

/** The number under which a row stands; not `fresh`: it had been written before under its key. */
export interface Inserted {
  readonly n: number;
  readonly fresh: boolean;
}

/** Deliveries are kept so long: the audit's time. */
const KEPT_MS = 400 * 86_400_000;
/** So many at a time: others write in the same thread. */
const FORGET_STEP = 500;

const writes = {
  save: (db: Database, { place, calls, gone, rows, grown, changes }: Save): readonly Inserted[] => {
    for (const call of calls) run(db, "INSERT OR REPLACE INTO call VALUES (?, ?)", call.alarm, JSON.stringify(call));
    for (const alarm of gone) run(db, "DELETE FROM call WHERE alarm = ?", alarm);
    const inserted = rows.map((row) => insert(db, row));
    for (const { n, alarms, nextAt } of grown) {
      run(db, "UPDATE delivery SET alarms = ?, next_at = ? WHERE n = ?", JSON.stringify(alarms), nextAt, n);
      tellAbout(db, n, alarms);
    }
    for (const one of changes) change(db, one);
    const { epoch, seq, anchor } = place;
    const sql = "INSERT OR REPLACE INTO notify_position VALUES (1, ?, ?, ?, ?)";
    run(db, sql, epoch, seq, anchor.at, Math.round(anchor.wallMs));
    return inserted;
  },
  change: (db: Database, one: Change): null => change(db, one),
  /** How many were forgotten. */
  forget: (db: Database, { nowMs }: { nowMs: number }): number => {
    const before = oldestRow(db, "delivery", "made_ms", nowMs, KEPT_MS);
    if (before === null) return 0;
    const old = `SELECT n FROM delivery WHERE made_ms < ? AND state NOT IN ('queued', 'sent') ORDER BY made_ms LIMIT ${FORGET_STEP}`;
    run(db, `DELETE FROM delivery_about WHERE n IN (${old})`, before);
    return run(db, `DELETE FROM delivery WHERE n IN (${old})`, before);
  },
};
export type NotifyWrites = typeof writes;

export const store: StoreModule & { readonly writes: NotifyWrites } = {
  migrations: MIGRATIONS,
  writes,
  checkAtStart: true,
  corruptRemedy: "Move notify.db away: who is being called now, and who was told what, is forgotten; alarms stay.",
};

function insert(db: Database, row: NewRow): Inserted {
  const { key, says, alarms, step, post, person, road, madeMs, nextAt, test, repeated, insteadOf, ended } = row;
  const sql = `INSERT INTO delivery (key, says, alarms, step, post, person, road, state, made_ms, ended_ms, next_at, code, detail, test, repeated, instead_of)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`;
  const [state, endedMs, code, detail] =
    ended === null ? ["queued", null, null, null] : [ended.state, madeMs, ended.code, ended.detail];
  const values = [
    key,
    says,
    JSON.stringify(alarms),
    step,
    post,
    person,
    road,
    state,
    madeMs,
    endedMs,
    nextAt,
    code,
    detail,
  ];
  const isNew = run(db, sql, ...values, Number(test), Number(repeated), insteadOf) > 0;
  const fresh = isNew || (ended === null && goesAfterAll(db, row));
  const found = first(db, "SELECT n FROM delivery WHERE key = ?", key);
  const n = found === undefined ? 0 : integer(found, "n");
  if (fresh) tellAbout(db, n, alarms);
  return { n, fresh };
}

/** True when it was held back before anybody heard of it: set free it goes under its number. */
function goesAfterAll(db: Database, { key, alarms, madeMs, nextAt, insteadOf }: NewRow): boolean {
  const sql = `UPDATE delivery SET state = 'queued', alarms = ?, made_ms = ?, ended_ms = NULL, next_at = ?, code = NULL, instead_of = ?
    WHERE key = ? AND state = 'dropped' AND code = 'held'`;
  return run(db, sql, JSON.stringify(alarms), madeMs, nextAt, insteadOf, key) > 0;
}

/** Lets the alarms of a delivery find it. */
function tellAbout(db: Database, n: number, alarms: readonly AlarmRef[]): void {
  const sql = "INSERT OR IGNORE INTO delivery_about VALUES (?, ?, ?)";
  for (const { id, occurrence } of alarms) run(db, sql, id, occurrence, n);
}

function change(db: Database, one: Change): null {
  const { n, state, tries, sentMs, endedMs, nextAt, code, detail, answered, replyCode } = one;
  run(
    db,
    `UPDATE delivery SET state = ?, tries = ?, sent_ms = ?, ended_ms = ?, next_at = ?, code = ?, detail = ?, answered = ?,
      reply_code = ? WHERE n = ?`,
    state,
    tries,
    sentMs,
    endedMs,
    nextAt,
    code,
    detail,
    Number(answered),
    replyCode,
    n,
  );
  return null;
}

/** What the run before left: running calls, and the position. */
export function readNotify(db: Database): { readonly place: Place | null; readonly calls: readonly Call[] } {
  const row = first(db, "SELECT * FROM notify_position");
  const calls = all(db, "SELECT body FROM call").map((line) => JSON.parse(text(line, "body")) as Call);
  if (row === undefined) return { place: null, calls };
  const anchor = { at: integer(row, "at"), wallMs: integer(row, "wall_ms") };
  return { place: { epoch: text(row, "epoch"), seq: integer(row, "seq"), anchor }, calls };
}
