// What may be written to county.db: frames with all that follows from them in one transaction, hellos, refusals. Runs in the store's thread.
import type { Entry } from "#gateway/contract/entry.ts";
import { parseTime } from "#gateway/contract/time.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { first, integer, run } from "#gateway/kit/statements.ts";
import type { StoreModule } from "#gateway/kit/store-worker.ts";
import { isObject, type JsonObject } from "../../wire/checks.ts";
import type { Hello } from "../../wire/hello.ts";
import type { Step, SummaryRow } from "../../wire/summary.ts";
import { LANES, type Lane } from "../../wire/topics.ts";
import { commandWrites, takeCommand } from "./commands.ts";
import { hasFrame, noteFrame, noteRange, noteRefusal, outboxNumber, type Standing, standingOf } from "./lanes.ts";
import { MIGRATIONS } from "./schema.ts";
import { tidy } from "./tidy.ts";

/** Quarantined frames kept per campus: enough to see what is wrong, too little to fill a disk. */
const QUARANTINED = 50;
const MINUTE_MS = 60_000;
export const STEP_MINUTES: Readonly<Record<Step, number>> = { "1min": 1, "15min": 15 };

export interface FrameName {
  readonly campus: string;
  readonly outbox: string;
  readonly lane: Lane;
  readonly frame: number;
}

export interface Ingest extends FrameName {
  readonly atMs: number;
  readonly entries: readonly Entry[];
  readonly rows: readonly SummaryRow[];
}

export interface Quarantine {
  readonly campus: string;
  readonly word: Lane | "hello";
  readonly code: string;
  readonly atMs: number;
  readonly bytes: Uint8Array;
  /** Null when not even the header could be read: nothing can be answered then. */
  readonly frame: FrameName | null;
}

interface Place {
  readonly campus: string;
  readonly outbox: number;
  readonly frame: number;
  readonly atMs: number;
}

const writes = {
  begin: (db: Database, { id }: { id: string }): null => {
    run(db, "INSERT INTO county (one, id) VALUES (1, ?) ON CONFLICT DO NOTHING", id);
    return null;
  },
  /** Storing twice has no effect. */
  ingest: (db: Database, { campus, lane, frame, atMs, entries, rows, ...name }: Ingest): Standing => {
    const outbox = outboxNumber(db, campus, name.outbox);
    if (!hasFrame(db, outbox, lane, frame)) {
      const place = { campus, outbox, frame, atMs };
      for (const entry of entries) takeEntry(db, entry, place);
      for (const row of rows) takeRow(db, row, place);
      noteFrame(db, outbox, lane, frame);
      noteData(db, campus, [...entries.map(measuredMs), ...rows.map(endOf)]);
    }
    return standingOf(db, outbox, lane, null);
  },
  quarantine: (db: Database, { campus, word, code, atMs, bytes, frame }: Quarantine): Standing | null => {
    const sql = "INSERT INTO quarantine (campus, word, code, frame, at_ms, size, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)";
    run(db, sql, campus, word, code, frame?.frame ?? null, atMs, bytes.length, bytes.subarray(0, 64 * 1024));
    const old = "SELECT n FROM quarantine WHERE campus = ? ORDER BY n DESC LIMIT -1 OFFSET ?";
    run(db, `DELETE FROM quarantine WHERE n IN (${old})`, campus, QUARANTINED);
    if (frame === null) return null;
    const outbox = outboxNumber(db, campus, frame.outbox);
    if (!hasFrame(db, outbox, frame.lane, frame.frame)) noteRefusal(db, outbox, frame.lane, frame.frame, code);
    return standingOf(db, outbox, frame.lane, null);
  },
  /** Answers with the truth before what is gone for good is passed over. */
  hello: (
    db: Database,
    { campus, hello, atMs }: { campus: string; hello: Hello; atMs: number },
  ): (readonly [Lane, Standing])[] => {
    const outbox = outboxNumber(db, campus, hello.outbox);
    const told = LANES.flatMap((lane): (readonly [Lane, Standing])[] => {
      const range = hello.lanes[lane];
      if (range === undefined) return [];
      const standing = standingOf(db, outbox, lane, range.last);
      noteRange(db, outbox, lane, range, atMs);
      return [[lane, standing]];
    });
    const offset = (parseTime(hello.time) ?? atMs) - atMs;
    run(
      db,
      `INSERT INTO campus (id, seen_ms, outbox, version, clock_offset_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
       SET seen_ms = excluded.seen_ms, outbox = excluded.outbox, version = excluded.version, clock_offset_ms = excluded.clock_offset_ms`,
      campus, atMs, hello.outbox, hello.version, Math.round(offset),
    ); // biome-ignore format: values by position
    return told;
  },
  /** When campuses were last heard, and since when they have been connected without a break. */
  seen: (db: Database, { links }: { links: readonly { campus: string; fromMs: number; toMs: number }[] }): null => {
    for (const { campus, fromMs, toMs } of links) {
      run(db, "INSERT INTO link (campus, from_ms, to_ms) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET to_ms = excluded.to_ms", campus, fromMs, toMs);
      run(db, "INSERT INTO campus (id, seen_ms) VALUES (?, ?) ON CONFLICT DO UPDATE SET seen_ms = max(seen_ms, excluded.seen_ms)", campus, toMs);
    } // biome-ignore format: one statement a line
    return null;
  },
  tidy,
  ...commandWrites,
  /** Somebody tried what it may not. */
  violation: (
    db: Database,
    { campus, what, detail, atMs }: { campus: string; what: string; detail: string; atMs: number },
  ): null => {
    const sql = `INSERT INTO violation (campus, what, count, last_ms, detail) VALUES (?, ?, 1, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + 1, last_ms = excluded.last_ms, detail = excluded.detail`;
    run(db, sql, campus, what, atMs, detail);
    return null;
  },
};
export type CountyWrites = typeof writes;

export const store: StoreModule & { readonly writes: CountyWrites } = {
  migrations: MIGRATIONS,
  writes,
  checkAtStart: false,
  corruptRemedy:
    "Put back the newest backup of county.db: the campuses send again what they still hold, and tell what is lost.",
};

function takeEntry(db: Database, entry: Entry, place: Place): void {
  const { epoch, seq, kind, type, device, body } = entry;
  const sql = `INSERT INTO entry (campus, epoch, seq, kind, type, device, measured_ms, stored_ms, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  run(db, sql, place.campus, epoch, seq, kind, type, device, measuredMs(entry), place.atMs, JSON.stringify(body));
  if (kind === "alarm") takeAlarm(db, body, place);
  // Those of the county concern the campus; those to its devices have one.
  if (kind === "command" && device === null) takeCommand(db, place.campus, type, body, measuredMs(entry));
  if (device !== null && (type === "device.online" || type === "device.offline"))
    takePresence(db, device, type === "device.online", measuredMs(entry), place);
}

const NEWER = "(excluded.outbox, excluded.frame) >= (outbox, frame)";

function takeAlarm(db: Database, body: JsonObject, place: Place): void {
  const { id, severity, active, acknowledged, latched, shelved, raisedAt } = body;
  if (typeof id !== "string" || typeof severity !== "string") return;
  const isOpen = (active === true || acknowledged === false || latched === true) && !isObject(shelved);
  const raisedMs = parseTime(raisedAt);
  const sql = `INSERT INTO alarm (campus, id, outbox, frame, severity, open, active, raised_ms, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET outbox = excluded.outbox, frame = excluded.frame, severity = excluded.severity, open = excluded.open,
    active = excluded.active, raised_ms = excluded.raised_ms, body = excluded.body WHERE ${NEWER}`;
  const flags = [isOpen ? 1 : 0, active === true ? 1 : 0] as const;
  run(db, sql, place.campus, id, place.outbox, place.frame, severity, ...flags, raisedMs, JSON.stringify(body));
}

function takePresence(db: Database, device: string, online: boolean, sinceMs: number, place: Place): void {
  const sql = `INSERT INTO device (campus, id, outbox, frame, online, since_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
    SET outbox = excluded.outbox, frame = excluded.frame, online = excluded.online, since_ms = excluded.since_ms WHERE ${NEWER}`;
  run(db, sql, place.campus, device, place.outbox, place.frame, online ? 1 : 0, sinceMs);
}

/** A higher revision replaces a lower one; another outbox may count its revisions anew. */
function takeRow(db: Database, row: SummaryRow, place: Place): void {
  const { device, point, unit, step, atMs, count, min, max, sum, last, uncertain, bad, rev } = row;
  const series = seriesNumber(db, place.campus, device, point, unit);
  const atMin = Math.floor(atMs / MINUTE_MS);
  const sql = `INSERT INTO figure (series, step, at_min, count, min, max, sum, last, uncertain, bad, outbox, rev)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = excluded.count, min = excluded.min, max = excluded.max,
    sum = excluded.sum, last = excluded.last, uncertain = excluded.uncertain, bad = excluded.bad, outbox = excluded.outbox,
    rev = excluded.rev WHERE (excluded.outbox, excluded.rev) >= (outbox, rev)`;
  run(db, sql, series, STEP_MINUTES[step], atMin, count, min, max, sum, last, uncertain, bad, place.outbox, rev);
  if (step !== "1min") return;
  const newest = `INSERT INTO newest (series, at_min, min, max, last) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    at_min = excluded.at_min, min = excluded.min, max = excluded.max, last = excluded.last WHERE excluded.at_min >= at_min`;
  run(db, newest, series, atMin, min, max, last);
} // biome-ignore format: one statement a line

function seriesNumber(
  db: Database,
  ...name: readonly [campus: string, device: string, point: string, unit: string]
): number {
  const find = () =>
    first(db, "SELECT n FROM series WHERE campus = ? AND device = ? AND point = ? AND unit = ?", ...name);
  const known = find();
  if (known !== undefined) return integer(known, "n");
  run(db, "INSERT INTO series (campus, device, point, unit) VALUES (?, ?, ?, ?)", ...name);
  return integer(find() ?? {}, "n");
}

function noteData(db: Database, campus: string, times: readonly number[]): void {
  if (times.length === 0) return;
  const sql = `INSERT INTO campus (id, seen_ms, data_ms) VALUES (?, 0, ?) ON CONFLICT DO UPDATE
    SET data_ms = max(coalesce(data_ms, 0), excluded.data_ms)`;
  run(db, sql, campus, Math.max(...times));
}

function measuredMs(entry: Entry): number {
  return parseTime(entry.receivedAt) ?? 0;
}

function endOf({ atMs, step }: SummaryRow): number {
  return atMs + STEP_MINUTES[step] * MINUTE_MS;
}
