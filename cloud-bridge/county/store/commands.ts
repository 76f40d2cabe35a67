// Commands in county.db: what was asked of campuses, and how far each has come by what its campus said in its lanes.
import { linkIdOf } from "#gateway/contract/links.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, first, integer, integerOrNull, type Row, run, text, textOrNull } from "#gateway/kit/statements.ts";
import { isObject, type JsonObject } from "../../wire/checks.ts";
import type { CommandAsked, CountyCommand } from "../../wire/command.ts";
import { pressLink } from "./links.ts";

/** `issued`: its campus has not said anything yet. */
export const COUNTY_COMMAND_STATES = ["issued", "requested", "started", "done", "failed", "refused", "expired", "unknown"] as const; // biome-ignore format: a list of words
export type CountyCommandState = (typeof COUNTY_COMMAND_STATES)[number];

/** How sure a state is: a later step counts more, and what ran counts more than a doubt or a refusal of the same id. */
const RANK: Readonly<Record<CountyCommandState, number>> = {
  issued: 0, requested: 1, started: 2, unknown: 3, refused: 3, expired: 3, failed: 4, done: 4,
}; // biome-ignore format: one table
/** Its time is over, and nothing was heard: the campus may still tell, from its outbox. */
export const NO_ANSWER = "no-answer";
/** Commands of a campus that are kept. */
const KEPT = 500;

export type KeptCommand = CountyCommand & {
  readonly state: CountyCommandState;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly code: string | null;
};

export interface Issued {
  readonly command: CountyCommand;
  /** What goes out, the same at each try. */
  readonly bytes: Uint8Array;
}

export const commandWrites = {
  /** False: it answers by a link that another command has used already; nothing was written then. */
  issue: (db: Database, { command, bytes }: Issued): boolean => {
    const { id, campus, kind, by, issuedMs, expiresMs } = command;
    const ack = kind === "alarm.ack" ? command : { alarm: "", occurrence: 0, comment: null, link: null };
    const link = ack.link === null ? null : linkIdOf(ack.link);
    if (link !== null && !pressLink(db, campus, link, id, issuedMs)) return false;
    const post = kind === "duty.spot-check" ? command.post : null;
    run(
      db,
      `INSERT INTO command (id, campus, kind, alarm, occurrence, comment, link, post, account, issued_ms, expires_ms, bytes, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'issued')`,
      id, campus, kind, ack.alarm, ack.occurrence, ack.comment, ack.link, post, by, issuedMs, expiresMs, bytes,
    ); // biome-ignore format: values by position
    const old = "SELECT n FROM command WHERE campus = ? ORDER BY n DESC LIMIT -1 OFFSET ?";
    run(db, `DELETE FROM command WHERE n IN (${old})`, campus, KEPT);
    return true;
  },
  /** Nothing was heard of these in time. */
  giveUp: (db: Database, { nowMs }: { nowMs: number }): null => {
    const sql =
      "UPDATE command SET state = 'unknown', code = ?, ended_ms = ? WHERE state = 'issued' AND expires_ms < ?";
    run(db, sql, NO_ANSWER, nowMs, nowMs);
    return null;
  },
};

/** One of a campus's own entries about a command to it; saying the same again changes nothing. */
export function takeCommand(db: Database, campus: string, type: string | null, body: JsonObject, atMs: number): void {
  const state = COUNTY_COMMAND_STATES.find((each) => type === `command.${each}`);
  if (state === undefined || typeof body.id !== "string") return;
  const known = first(db, "SELECT state, code FROM command WHERE id = ? AND campus = ?", body.id, campus);
  if (known === undefined) return;
  const before = stateIn(known);
  if (RANK[state] <= RANK[before] && textOrNull(known, "code") !== NO_ANSWER) return;
  const started = state === "started" ? atMs : null;
  const ended = RANK[state] > RANK.started ? atMs : null;
  const code = isObject(body.result) && typeof body.result.code === "string" ? body.result.code.slice(0, 64) : null;
  const sql = `UPDATE command SET state = ?, code = ?, started_ms = coalesce(started_ms, ?), ended_ms = ? WHERE id = ?`;
  run(db, sql, state, code, started, ended, body.id);
}

const COLUMNS = `SELECT id, campus, kind, alarm, occurrence, comment, link, post, account, issued_ms, expires_ms, state, started_ms, ended_ms, code
  FROM command`;

/** Null: there is none. */
export function readCommand(db: Database, id: string): KeptCommand | null {
  const row = first(db, `${COLUMNS} WHERE id = ?`, id);
  return row === undefined ? null : commandIn(row);
}

/** The newest commands to a campus. */
export function readCommands(db: Database, campus: string, limit: number): KeptCommand[] {
  return all(db, `${COLUMNS} WHERE campus = ? ORDER BY n DESC LIMIT ?`, campus, limit).map(commandIn);
}

export interface Unanswered {
  readonly id: string;
  readonly campus: string;
  readonly bytes: Uint8Array;
}

/** What has to be sent, again and again, until its campus says something. */
export function readUnanswered(db: Database, nowMs: number): Unanswered[] {
  const sql = "SELECT id, campus, bytes FROM command WHERE state = 'issued' AND expires_ms >= ? ORDER BY n";
  return all(db, sql, nowMs).map((row) => ({
    id: text(row, "id"),
    campus: text(row, "campus"),
    bytes: row.bytes instanceof Uint8Array ? row.bytes : new Uint8Array(),
  }));
}

function commandIn(row: Row): KeptCommand {
  return {
    id: text(row, "id"),
    campus: text(row, "campus"),
    ...askedIn(row),
    by: text(row, "account"),
    issuedMs: integer(row, "issued_ms"),
    expiresMs: integer(row, "expires_ms"),
    state: stateIn(row),
    startedMs: integerOrNull(row, "started_ms"),
    endedMs: integerOrNull(row, "ended_ms"),
    code: textOrNull(row, "code"),
  };
}

function askedIn(row: Row): CommandAsked {
  const post = textOrNull(row, "post");
  if (row.kind === "duty.spot-check" && post !== null) return { kind: "duty.spot-check", post };
  const [alarm, occurrence] = [text(row, "alarm"), integer(row, "occurrence")];
  return { kind: "alarm.ack", alarm, occurrence, comment: textOrNull(row, "comment"), link: textOrNull(row, "link") };
}

function stateIn(row: Row): CountyCommandState {
  return COUNTY_COMMAND_STATES.find((each) => each === row.state) ?? "unknown";
}
