// Messages of campuses in county.db: each with all that follows from it, in one transaction; what cannot be taken goes into quarantine. Runs in
// the store's thread, which also unpacks and checks: nothing of it costs the thread that answers people.
import type { Entry } from "#gateway/contract/entry.ts";
import { parseTime } from "#gateway/contract/time.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { first, integer, run } from "#gateway/kit/statements.ts";
import { isObject, type JsonObject } from "../../wire/checks.ts";
import type { FrameHeader } from "../../wire/frame.ts";
import type { Hello } from "../../wire/hello.ts";
import type { Step, SummaryRow } from "../../wire/summary.ts";
import { LANES } from "../../wire/topics.ts";
import { type Incoming, readIncoming, type Sent, type Taken } from "../incoming.ts";
import { takeCommand } from "./commands.ts";
import { type FigureKey, noteDue } from "./due.ts";
import { hasFrame, noteFrame, noteRange, noteRefusal, outboxNumber, standingOf } from "./lanes.ts";
import { takePeople } from "./people.ts";

/** Quarantined frames kept per campus: enough to see what is wrong, too little to fill a disk. */
const QUARANTINED = 50;
const QUARANTINED_BYTES = 64 * 1024;
const MINUTE_MS = 60_000;
const STEP_MINUTES: Readonly<Record<Step, number>> = { "1min": 1, "15min": 15 };

interface Place {
  readonly campus: string;
  readonly outbox: number;
  readonly frame: number;
  readonly atMs: number;
}

/** Takes one message; storing twice has no effect. */
export function takeMessage(db: Database, sent: Sent): Taken {
  const incoming = readIncoming(sent);
  if (incoming.is === "hello") return takeHello(db, sent, incoming.hello);
  return incoming.is === "frame" ? takeFrame(db, sent, incoming) : quarantine(db, sent, incoming);
}

function takeFrame(db: Database, { campus, atMs }: Sent, incoming: Extract<Incoming, { is: "frame" }>): Taken {
  const { header, entries, rows } = incoming;
  const { lane, frame } = header;
  const outbox = outboxNumber(db, campus, header.outbox);
  const isNew = !hasFrame(db, outbox, lane, frame);
  if (isNew) {
    const place = { campus, outbox, frame, atMs };
    for (const entry of entries) takeEntry(db, entry, place);
    takeRows(db, rows, place);
    noteFrame(db, outbox, lane, frame);
    noteData(db, campus, [...entries.map(measuredMs), ...rows.map(endOf)]);
  }
  const figures =
    isNew && rows.length > 0
      ? { rows: rows.length, toMs: rows.reduce((to, row) => Math.max(to, endOf(row)), 0) }
      : null;
  return { answers: [{ outbox: header.outbox, lane, ...standingOf(db, outbox, lane, null) }], refused: null, figures };
}

/** Without a header that could be read nothing is answered. */
function quarantine(
  db: Database,
  { campus, word, bytes, atMs }: Sent,
  { code, header }: { readonly code: string; readonly header: FrameHeader | null },
): Taken {
  const sql = "INSERT INTO quarantine (campus, word, code, frame, at_ms, size, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)";
  const frame = header?.frame ?? null;
  run(db, sql, campus, word, code, frame, atMs, bytes.length, bytes.subarray(0, QUARANTINED_BYTES));
  const old = "SELECT n FROM quarantine WHERE campus = ? ORDER BY n DESC LIMIT -1 OFFSET ?";
  run(db, `DELETE FROM quarantine WHERE n IN (${old})`, campus, QUARANTINED);
  if (header === null) return { answers: [], refused: { code, frame }, figures: null };
  const outbox = outboxNumber(db, campus, header.outbox);
  if (!hasFrame(db, outbox, header.lane, header.frame)) noteRefusal(db, outbox, header.lane, header.frame, code);
  const standing = standingOf(db, outbox, header.lane, null);
  return {
    answers: [{ outbox: header.outbox, lane: header.lane, ...standing }],
    refused: { code, frame },
    figures: null,
  };
}

/** Answers with the truth before what is gone for good is passed over. */
function takeHello(db: Database, { campus, atMs }: Sent, hello: Hello): Taken {
  const outbox = outboxNumber(db, campus, hello.outbox);
  const answers = LANES.flatMap((lane) => {
    const range = hello.lanes[lane];
    if (range === undefined) return [];
    const standing = standingOf(db, outbox, lane, range.last);
    noteRange(db, outbox, lane, range, atMs);
    return [{ outbox: hello.outbox, lane, ...standing }];
  });
  const offset = (parseTime(hello.time) ?? atMs) - atMs;
  run(
    db,
    `INSERT INTO campus (id, seen_ms, outbox, version, clock_offset_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
     SET seen_ms = excluded.seen_ms, outbox = excluded.outbox, version = excluded.version, clock_offset_ms = excluded.clock_offset_ms`,
    campus, atMs, hello.outbox, hello.version, Math.round(offset),
  ); // biome-ignore format: values by position
  return { answers, refused: null, figures: null };
}

function takeEntry(db: Database, entry: Entry, place: Place): void {
  const { epoch, seq, kind, type, device, body } = entry;
  const sql = `INSERT INTO entry (campus, epoch, seq, kind, type, device, measured_ms, stored_ms, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  run(db, sql, place.campus, epoch, seq, kind, type, device, measuredMs(entry), place.atMs, JSON.stringify(body));
  if (kind === "alarm") takeAlarm(db, body, place);
  if (kind === "event") takePeople(db, place.campus, entry, place.atMs);
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
function takeRows(db: Database, rows: readonly SummaryRow[], { campus, outbox }: Place): void {
  const numbers = new Map<string, number>();
  const newest = new Map<number, SummaryRow>();
  const due: FigureKey[] = [];
  for (const row of rows) {
    const { device, point, unit, step, atMs, count, min, max, sum, last, uncertain, bad, rev } = row;
    const name = `${device} ${point} ${unit}`;
    const series = numbers.get(name) ?? seriesNumber(db, campus, device, point, unit);
    numbers.set(name, series);
    const atMin = Math.floor(atMs / MINUTE_MS);
    const changed = run(
      db,
      FIGURE,
      series,
      STEP_MINUTES[step],
      atMin,
      count,
      min,
      max,
      sum,
      last,
      uncertain,
      bad,
      outbox,
      rev,
    );
    if (changed > 0) due.push([series, STEP_MINUTES[step], atMin]);
    if (step === "1min" && atMs >= (newest.get(series)?.atMs ?? 0)) newest.set(series, row);
  }
  for (const [series, { atMs, min, max, last }] of newest)
    run(db, NEWEST, series, Math.floor(atMs / MINUTE_MS), min, max, last);
  noteDue(db, due);
}

const FIGURE = `INSERT INTO figure (series, step, at_min, count, min, max, sum, last, uncertain, bad, outbox, rev)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = excluded.count, min = excluded.min, max = excluded.max,
  sum = excluded.sum, last = excluded.last, uncertain = excluded.uncertain, bad = excluded.bad, outbox = excluded.outbox,
  rev = excluded.rev WHERE (excluded.outbox, excluded.rev) >= (outbox, rev)`;
const NEWEST = `INSERT INTO newest (series, at_min, min, max, last) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  at_min = excluded.at_min, min = excluded.min, max = excluded.max, last = excluded.last WHERE excluded.at_min >= at_min`;

function seriesNumber(
  db: Database,
  ...name: readonly [campus: string, device: string, point: string, unit: string]
): number {
  const known = first(db, "SELECT n FROM series WHERE campus = ? AND device = ? AND point = ? AND unit = ?", ...name);
  if (known !== undefined) return integer(known, "n");
  const made = first(db, "INSERT INTO series (campus, device, point, unit) VALUES (?, ?, ?, ?) RETURNING n", ...name);
  return integer(made ?? {}, "n");
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
