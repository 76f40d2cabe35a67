// Which frames of a lane are here: the number up to which all are, those beyond it, and what lacks in between. Runs in the store's thread.
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, first, integer, run, text } from "#gateway/kit/statements.ts";
import { type Ack, MOST_LISTED, type Range } from "../../wire/ack.ts";
import type { LaneRange } from "../../wire/hello.ts";
import type { Lane } from "../../wire/topics.ts";

/** What an acknowledgement says besides outbox and lane. */
export type Standing = Pick<Ack, "frame" | "missing" | "refused">;

/** The number of an outbox, given when it first appears. */
export function outboxNumber(db: Database, campus: string, id: string): number {
  run(db, "INSERT INTO outbox (campus, id) VALUES (?, ?) ON CONFLICT DO NOTHING", campus, id);
  const row = first(db, "SELECT n FROM outbox WHERE campus = ? AND id = ?", campus, id);
  return row === undefined ? 0 : integer(row, "n");
}

/** True when this frame is here (or was refused, or is known to be gone). */
export function hasFrame(db: Database, outbox: number, lane: Lane, frame: number): boolean {
  if (frame <= storedOf(db, outbox, lane)) return true;
  return (
    first(db, "SELECT 1 AS one FROM beyond WHERE outbox = ? AND lane = ? AND frame = ?", outbox, lane, frame) !==
    undefined
  );
}

/** Notes that a frame is here. */
export function noteFrame(db: Database, outbox: number, lane: Lane, frame: number): void {
  run(db, "INSERT INTO lane (outbox, lane) VALUES (?, ?) ON CONFLICT DO NOTHING", outbox, lane);
  run(db, "INSERT INTO beyond (outbox, lane, frame) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", outbox, lane, frame);
  advance(db, outbox, lane, storedOf(db, outbox, lane));
}

/** Notes a frame that is never taken; it counts as passed. */
export function noteRefusal(db: Database, outbox: number, lane: Lane, frame: number, code: string): void {
  const sql = "INSERT INTO refused (outbox, lane, frame, code) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
  run(db, sql, outbox, lane, frame, code);
  noteFrame(db, outbox, lane, frame);
}

/** Notes what a campus holds. What it no longer holds and we do not have will never come: it is noted as lost and passed over. */
export function noteRange(db: Database, outbox: number, lane: Lane, range: LaneRange, atMs: number): void {
  run(db, "INSERT INTO lane (outbox, lane) VALUES (?, ?) ON CONFLICT DO NOTHING", outbox, lane);
  run(db, "UPDATE lane SET first = ?, last = ? WHERE outbox = ? AND lane = ?", range.first, range.last, outbox, lane);
  const stored = storedOf(db, outbox, lane);
  for (const [from, to] of holes(db, outbox, lane, stored, range.first - 1))
    run(
      db,
      "INSERT INTO lost (outbox, lane, from_frame, to_frame, at_ms) VALUES (?, ?, ?, ?, ?)",
      outbox,
      lane,
      from,
      to,
      atMs,
    );
  advance(db, outbox, lane, Math.max(stored, range.first - 1));
}

/** What is to be answered about a lane. With `to`, everything that lacks up to there is missing, not only what was overtaken. */
export function standingOf(db: Database, outbox: number, lane: Lane, to: number | null): Standing {
  const stored = storedOf(db, outbox, lane);
  const highest = first(db, "SELECT max(frame) AS top FROM beyond WHERE outbox = ? AND lane = ?", outbox, lane)?.top;
  const end = Math.max(to ?? 0, typeof highest === "number" ? highest : 0);
  const sql = `SELECT frame, code FROM refused WHERE outbox = ? AND lane = ?
    AND frame >= (SELECT first FROM lane WHERE outbox = ? AND lane = ?) ORDER BY frame LIMIT ?`;
  const refused = all(db, sql, outbox, lane, outbox, lane, MOST_LISTED);
  return {
    frame: stored,
    missing: holes(db, outbox, lane, stored, end),
    refused: refused.map((row) => ({ frame: integer(row, "frame"), code: text(row, "code") })),
  };
}

function storedOf(db: Database, outbox: number, lane: Lane): number {
  const row = first(db, "SELECT stored FROM lane WHERE outbox = ? AND lane = ?", outbox, lane);
  return row === undefined ? 0 : integer(row, "stored");
}

/** Moves "stored" on over everything that is here without a hole. */
function advance(db: Database, outbox: number, lane: Lane, from: number): void {
  run(db, "DELETE FROM beyond WHERE outbox = ? AND lane = ? AND frame <= ?", outbox, lane, from);
  let stored = from;
  while (run(db, "DELETE FROM beyond WHERE outbox = ? AND lane = ? AND frame = ?", outbox, lane, stored + 1) > 0)
    stored++;
  run(db, "UPDATE lane SET stored = ? WHERE outbox = ? AND lane = ?", stored, outbox, lane);
}

/** What is not here between `after` and `to`, at most so many ranges as an answer lists. */
function holes(db: Database, outbox: number, lane: Lane, after: number, to: number): Range[] {
  const found: Range[] = [];
  const sql = "SELECT frame FROM beyond WHERE outbox = ? AND lane = ? AND frame > ? AND frame <= ? ORDER BY frame";
  let next = after + 1;
  for (const row of all(db, sql, outbox, lane, after, to)) {
    const frame = integer(row, "frame");
    if (frame > next) found.push([next, frame - 1]);
    if (found.length === MOST_LISTED) return found;
    next = frame + 1;
  }
  if (next <= to) found.push([next, to]);
  return found;
}
