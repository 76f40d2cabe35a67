// The ledger's rows: how a delivery stands in notify.db, how it is read from there, and what of it the contract shows.
import type { Delivery, DeliveryState, Says } from "../contract/notify.ts";
import { formatTime } from "../contract/time.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, first, integer, integerOrNull, type Row as SqlRow, text, textOrNull } from "../kit/statements.ts";
import type { Moment } from "../kit/steady-clock.ts";

export const DELIVERY_TABLE = `
  CREATE TABLE delivery (
    n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, says TEXT NOT NULL, alarms TEXT NOT NULL, step INTEGER NOT NULL,
    post TEXT, person TEXT, road TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, made_ms INTEGER NOT NULL,
    sent_ms INTEGER, ended_ms INTEGER, next_at REAL, code TEXT, detail TEXT, answered INTEGER NOT NULL DEFAULT 0, test INTEGER NOT NULL,
    repeated INTEGER NOT NULL, instead_of INTEGER) STRICT;
  CREATE INDEX delivery_open ON delivery (n) WHERE state IN ('queued', 'sent');
  CREATE INDEX delivery_made ON delivery (made_ms);
  CREATE INDEX delivery_road ON delivery (road, n);
  CREATE INDEX delivery_person ON delivery (person, n);
  CREATE INDEX delivery_state ON delivery (state, n);
  CREATE TABLE delivery_about (
    alarm TEXT NOT NULL, occurrence INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (alarm, occurrence, n)) STRICT, WITHOUT ROWID;`;

export interface AlarmRef {
  readonly id: string;
  readonly occurrence: number;
  /** The step that named it, where a digest has alarms of several steps and this one is not of the row's own. */
  readonly step?: number;
}

/** What others may see of it. */
export function plainRef({ id, occurrence }: AlarmRef): { readonly id: string; readonly occurrence: number } {
  return { id, occurrence };
}

/** Each alarm once, with its newest step, as a row of `step` keeps them. */
export function refsAt(step: number, refs: readonly AlarmRef[]): readonly AlarmRef[] {
  const once = new Map(refs.map((ref) => [`${ref.id}#${ref.occurrence}`, ref]));
  return [...once.values()].map((ref) => (ref.step === step ? plainRef(ref) : ref));
}

/** Whom a delivery is for, and by which road. `person` null: a group, a post or the county. */
export interface Target {
  readonly road: string;
  readonly post: string | null;
  readonly person: string | null;
}

/** Names a target in keys. */
export function targetKey({ road, post, person }: Target): string {
  return `${person ?? post ?? "-"}:${road}`;
}

/** A delivery before it has a number. The key makes it one: writing it again changes nothing. */
export interface NewRow extends Target {
  readonly key: string;
  readonly says: Says;
  readonly alarms: readonly AlarmRef[];
  readonly step: number;
  readonly madeMs: number;
  /** When it is to be sent, on the clock of notification. */
  readonly nextAt: Moment | null;
  readonly test: boolean;
  readonly repeated: boolean;
  readonly insteadOf: number | null;
  /** It stands in the ledger only so that people see why nobody was told. */
  readonly ended: { readonly state: DeliveryState; readonly code: string; readonly detail: string } | null;
}

/** What a try, or its result, changes. */
export interface Change {
  readonly n: number;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly sentMs: number | null;
  readonly endedMs: number | null;
  readonly nextAt: Moment | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly answered: boolean;
  /** The code by which an answer to this text message names it; null: a bare 1 does. */
  readonly replyCode: number | null;
}

export type Row = Omit<NewRow, "ended"> & Change;

/** The row that a new one becomes under its number. */
export function rowOf(n: number, { ended, ...row }: NewRow): Row {
  return {
    ...row,
    n,
    state: ended?.state ?? "queued",
    tries: 0,
    sentMs: null,
    endedMs: ended === null ? null : row.madeMs,
    code: ended?.code ?? null,
    detail: ended?.detail ?? null,
    answered: false,
    replyCode: null,
  };
}

/** A row as the file has it. */
export function readRow(row: SqlRow): Row {
  return {
    n: integer(row, "n"),
    key: text(row, "key"),
    says: text(row, "says") as Says,
    alarms: JSON.parse(text(row, "alarms")) as AlarmRef[],
    step: integer(row, "step"),
    post: textOrNull(row, "post"),
    person: textOrNull(row, "person"),
    road: text(row, "road"),
    state: text(row, "state") as DeliveryState,
    tries: integer(row, "tries"),
    madeMs: integer(row, "made_ms"),
    sentMs: integerOrNull(row, "sent_ms"),
    endedMs: integerOrNull(row, "ended_ms"),
    nextAt: integerOrNull(row, "next_at"),
    code: textOrNull(row, "code"),
    detail: textOrNull(row, "detail"),
    answered: integer(row, "answered") === 1,
    replyCode: integerOrNull(row, "reply_code"),
    test: integer(row, "test") === 1,
    repeated: integer(row, "repeated") === 1,
    insteadOf: integerOrNull(row, "instead_of"),
  };
}

/** The step by which a row names an alarm. */
export function stepOf(row: Pick<Row, "alarms" | "step">, alarm: string): number {
  return row.alarms.find(({ id }) => id === alarm)?.step ?? row.step;
}

/** True for what asks somebody for something, and is meant. */
export function isAsking({ says, test }: Pick<Row, "says" | "test">): boolean {
  return !test && (says === "raised" || says === "digest");
}

/** The key under which one more row of this key is written: the same while that was held back before anybody heard of it. */
export function freeKey(db: Database, { key, says }: Pick<NewRow, "key" | "says">): string {
  for (let free = key; ; ) {
    const found = first(db, "SELECT n, state, code FROM delivery WHERE key = ?", free);
    if (found === undefined) return free;
    // The alarms that a digest once named find it for ever.
    if (says !== "digest" && found.state === "dropped" && found.code === "held") return free;
    free = `${free}:after-${integer(found, "n")}`;
  }
}

/** Those that have not ended, oldest first. */
export function openRows(db: Database): Row[] {
  return all(db, "SELECT * FROM delivery WHERE state IN ('queued', 'sent') ORDER BY n").map(readRow);
}

/** Every delivery that names an alarm's occurrences of a range, oldest first. */
export function rowsAbout(db: Database, alarm: string, from: number, to: number): Row[] {
  const sql = `SELECT delivery.* FROM delivery_about JOIN delivery USING (n)
    WHERE alarm = ? AND occurrence BETWEEN ? AND ? GROUP BY n ORDER BY n`;
  return all(db, sql, alarm, from, to).map(readRow);
}

/** Those whose keys begin so, oldest first. `prefix` ends with a colon. */
export function rowsUnder(db: Database, prefix: string): Row[] {
  // A semicolon follows the colon.
  const end = `${prefix.slice(0, -1)};`;
  return all(db, "SELECT * FROM delivery WHERE key >= ? AND key < ? ORDER BY n", prefix, end).map(readRow);
}

/** The newest of a road, newest first. */
export function newestOf(db: Database, road: string, limit: number): Row[] {
  return all(db, "SELECT * FROM delivery WHERE road = ? ORDER BY n DESC LIMIT ?", road, limit).map(readRow);
}

/** A delivery as the contract shows it; `wallOf` tells the time of day of a moment. */
export function deliveryOf(row: Row, wallOf: (moment: Moment) => number): Delivery {
  const { key: _key, replyCode: _replyCode, madeMs, sentMs, endedMs, nextAt, alarms, ...rest } = row;
  const timeOf = (ms: number | null) => (ms === null ? null : formatTime(ms));
  return {
    ...rest,
    alarms: alarms.map(plainRef),
    madeAt: formatTime(madeMs),
    sentAt: timeOf(sentMs),
    endedAt: timeOf(endedMs),
    nextAt: nextAt === null || rest.state !== "queued" ? null : formatTime(Math.round(wallOf(nextAt))),
  };
}
