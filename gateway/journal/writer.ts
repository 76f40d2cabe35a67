// The journal's writer thread: owns the only connection that writes journal.db and does one request after the other, each in one transaction.
import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import { openDatabase, pragma, sqliteCode, transaction } from "../kit/sqlite.ts";
import { READING_NUMBERS, type ReadingBatch } from "./row.ts";
import { NOTES } from "./schema.ts";
import type { PurgeAnswer, WriterAnswer, WriterData, WriterRequest } from "./writer-protocol.ts";

const port = parentPort;
if (port === null) throw new Error("writer.ts runs as a worker thread only");
const { file, synchronous } = workerData as WriterData;
const db = openDatabase(file, { synchronous });

const insertShape = db.prepare("INSERT INTO shape VALUES(?,?,?,?)");
/** Rows per statement: binding many rows at once saves a third of the time that one statement a row takes. */
const ROWS_AT_ONCE = 16;
const READING_ROW = "(?,?,?,?,?,?,?,?)";
const insertReading = db.prepare(`INSERT INTO reading VALUES${READING_ROW}`);
const insertReadings = db.prepare(`INSERT INTO reading VALUES${Array(ROWS_AT_ONCE).fill(READING_ROW).join(",")}`);
const insertEntry = db.prepare("INSERT INTO entry VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
const putProjection = db.prepare("INSERT OR REPLACE INTO projection VALUES(?,?,?)");
const deleteProjection = db.prepare("DELETE FROM projection WHERE name = ? AND key = ?");
const dropCursors = db.prepare("DELETE FROM cursor");
const putCursor = db.prepare("INSERT INTO cursor VALUES(?,?)");
const putMeta = db.prepare("INSERT OR REPLACE INTO meta VALUES(?,?)");
/** What the last save holds stands at this seq; every start begins with a save. */
let savedSeq = 0;

/** Binds `rows` readings from row `from` on, in the order of the table's columns. */
function valuesOf(
  numbers: Float64Array,
  lines: readonly string[],
  from: number,
  rows: number,
): (number | string | null)[] {
  const values: (number | string | null)[] = [];
  for (let row = from, at = from * READING_NUMBERS; row < from + rows; row++) {
    for (let column = 0; column < READING_NUMBERS; column++) {
      const value = numbers[at++] as number;
      values.push(Number.isNaN(value) ? null : value);
    }
    values.push(lines[row] as string);
  }
  return values;
}

function insertAll({ numbers, bodies }: ReadingBatch): void {
  const lines = bodies.split("\n");
  const rows = numbers.length / READING_NUMBERS;
  let row = 0;
  for (; row + ROWS_AT_ONCE <= rows; row += ROWS_AT_ONCE)
    insertReadings.run(...valuesOf(numbers, lines, row, ROWS_AT_ONCE));
  for (; row < rows; row++) insertReading.run(...valuesOf(numbers, lines, row, 1));
}

function commit(request: Extract<WriterRequest, { op: "commit" }>): void {
  transaction(db, () => {
    for (const row of request.shapes) insertShape.run(...row);
    insertAll(request.readings);
    for (const row of request.entries) insertEntry.run(...row);
    for (const [key, text] of request.notes) {
      if (text === null) deleteProjection.run(NOTES, key);
      else putProjection.run(NOTES, key, new TextEncoder().encode(text));
    }
  });
}

function save(request: Extract<WriterRequest, { op: "save" }>): void {
  transaction(db, () => {
    for (const { name, key, body } of request.rows) {
      putProjection.run(name, key, typeof body === "string" ? new TextEncoder().encode(body) : body);
    }
    if (request.cursors !== null) dropCursors.run();
    for (const [consumer, seq] of request.cursors ?? []) putCursor.run(consumer, seq);
    for (const [key, value] of request.meta) putMeta.run(key, value);
    putMeta.run("savedSeq", request.seq);
  });
  savedSeq = request.seq;
}

function purge(request: Extract<WriterRequest, { op: "purge" }>): PurgeAnswer {
  const { table, olderThanMs, limit, unsaved } = request;
  const upTo = unsaved ? request.upTo : Math.min(request.upTo, savedSeq);
  const oldest = db.prepare(`SELECT seq, received FROM ${table} WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`);
  const chunk = oldest.all(0, upTo, limit);
  const isYoung = (row: Record<string, unknown>) => olderThanMs !== null && Number(row.received) >= olderThanMs;
  // Rows leave as a prefix. `received` may jump with the clock, so the first row that is young enough ends it.
  const young = chunk.findIndex(isYoung);
  const seqs = chunk.slice(0, young === -1 ? chunk.length : young).map((row) => Number(row.seq));
  const last = seqs.at(-1) ?? 0;
  if (seqs.length > 0) {
    transaction(db, () => {
      db.prepare(`DELETE FROM ${table} WHERE seq <= ?`).run(last);
      putMeta.run(`${table}PurgedTo`, last);
    });
  }
  const [next] = young === -1 && chunk.length < limit ? oldest.all(upTo, request.upTo, 1) : [];
  const saveFirst = next !== undefined && !isYoung(next);
  const lost = request.cursors.map((cursor) => {
    const after = seqs.findIndex((seq) => seq > cursor);
    return after === -1 ? { from: 0, count: 0 } : { from: seqs[after] as number, count: seqs.length - after };
  });
  const more = saveFirst || (young === -1 && seqs.length === limit);
  return { upTo: last, rows: seqs.length, more, saveFirst, lost };
}

function redact({ after, olderThanMs, limit }: Extract<WriterRequest, { op: "redact" }>): number {
  const rows = db.prepare("SELECT seq, received FROM entry WHERE seq > ? ORDER BY seq LIMIT ?").all(after, limit);
  const young = rows.findIndex((row) => Number(row.received) >= olderThanMs);
  const last = rows[(young === -1 ? rows.length : young) - 1]?.seq;
  if (typeof last !== "number") return after;
  db.prepare(
    `UPDATE entry SET body = json_remove(body, '$.sample')
     WHERE seq > ? AND seq <= ? AND type = 'loss.rejected' AND json_type(body, '$.sample') IS NOT NULL`,
  ).run(after, last);
  return last;
}

function bytesInUse(): number {
  return (Number(pragma(db, "page_count")) - Number(pragma(db, "freelist_count"))) * Number(pragma(db, "page_size"));
}

function perform(request: WriterRequest): Partial<WriterAnswer> {
  switch (request.op) {
    case "commit":
      commit(request);
      return {};
    case "save":
      save(request);
      return {};
    case "purge":
      return { purged: purge(request), bytes: bytesInUse() };
    case "redact":
      return { redactedTo: redact(request) };
    case "shrink":
      db.exec("PRAGMA incremental_vacuum(4096); PRAGMA wal_checkpoint(TRUNCATE);");
      return { bytes: bytesInUse() };
    case "measure":
      return { bytes: bytesInUse() };
    case "close":
      db.close();
      return {};
  }
}

port.on("message", (request: WriterRequest) => {
  const started = systemClock.monotonic();
  let answer: WriterAnswer;
  try {
    const extra = perform(request);
    answer = { ok: true, tookMs: systemClock.monotonic() - started, code: null, message: null, ...extra };
  } catch (error) {
    answer = {
      ok: false,
      tookMs: systemClock.monotonic() - started,
      code: sqliteCode(error),
      message: messageOf(error),
    };
  }
  port.postMessage(answer);
  if (request.op === "close") port.close();
});
