// What campuses tell of how alarms reach people: links, alarms that were passed on to the county, spot checks of posts, power-offs that are planned. Runs in the store's thread,
// but for reads.
import type { CountySpotCheck } from "#gateway/contract/county.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import { isId } from "#gateway/contract/ids.ts";
import { formatTime, parseTime } from "#gateway/contract/time.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, integerOrNull, run, text } from "#gateway/kit/statements.ts";
import { isCount } from "../../wire/checks.ts";
import { isAlarmName } from "../../wire/command.ts";
import { takeLink } from "./links.ts";
import { takePlanned } from "./planned.ts";

const CHECK = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** Spot checks and posts of one campus that are kept. */
const CHECKS = 200;
const POSTS = 50;

/** Takes an event of the gateway itself; one that is none of these changes nothing. */
export function takePeople(db: Database, campus: string, entry: Entry, atMs: number): void {
  const { kind, type, device, body } = entry;
  if (kind !== "event" || device !== null || type === null) return;
  const measuredMs = parseTime(entry.receivedAt) ?? atMs;
  if (type === "notify.link-issued") takeLink(db, campus, body, atMs);
  if (type === "notify.escalated") takeEscalation(db, campus, body, measuredMs);
  if (type === "county.planned-off") takePlanned(db, campus, body);
  if (type.startsWith("duty.")) takeDuty(db, campus, type, body, measuredMs);
}

function takeEscalation(db: Database, campus: string, { alarm, occurrence }: Entry["body"], atMs: number): void {
  if (!isAlarmName(alarm) || !isCount(occurrence, 1)) return;
  const sql = `INSERT INTO escalation (campus, alarm, occurrence, at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
    SET occurrence = excluded.occurrence, at_ms = excluded.at_ms WHERE excluded.occurrence > occurrence`;
  run(db, sql, campus, alarm, occurrence, atMs);
}

function takeDuty(db: Database, campus: string, type: string, body: Entry["body"], atMs: number): void {
  const { post, check, tookMs } = body;
  if (!isId(post)) return;
  run(
    db,
    `INSERT INTO post (campus, id, heard_ms) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET heard_ms = max(heard_ms, excluded.heard_ms)`,
    campus, post, atMs,
  ); // biome-ignore format: values by position
  const oldPosts = "SELECT id FROM post WHERE campus = ? ORDER BY heard_ms DESC LIMIT -1 OFFSET ?";
  run(db, `DELETE FROM post WHERE campus = ? AND id IN (${oldPosts})`, campus, campus, POSTS);
  const state = STATES.get(type);
  if (state === undefined || typeof check !== "string" || !CHECK.test(check)) return;
  const isAsked = state === "asked";
  const sql = `INSERT INTO spot_check (campus, id, post, state, asked_ms, ended_ms, took_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET state = CASE WHEN excluded.state = 'asked' THEN state ELSE excluded.state END,
    asked_ms = coalesce(asked_ms, excluded.asked_ms), ended_ms = coalesce(excluded.ended_ms, ended_ms), took_ms = coalesce(excluded.took_ms, took_ms)`;
  run(
    db,
    sql,
    campus,
    check,
    post,
    state,
    isAsked ? atMs : null,
    isAsked ? null : atMs,
    isCount(tookMs) ? tookMs : null,
  );
  const old = "SELECT n FROM spot_check WHERE campus = ? ORDER BY n DESC LIMIT -1 OFFSET ?";
  run(db, `DELETE FROM spot_check WHERE n IN (${old})`, campus, CHECKS);
}

const STATES: ReadonlyMap<string, CountySpotCheck["state"]> = new Map([
  ["duty.spot-check", "asked"],
  ["duty.spot-check-answered", "answered"],
  ["duty.spot-check-missed", "missed"],
]);

/** Posts that a campus has told of, by name. */
export function readPosts(db: Database, campus: string): string[] {
  return all(db, "SELECT id FROM post WHERE campus = ? ORDER BY id", campus).map((row) => text(row, "id"));
}

/** Spot checks of a campus, whoever asked for them, newest first. */
export function readSpotChecks(db: Database, campus: string, limit: number): CountySpotCheck[] {
  const rows = all(db, "SELECT * FROM spot_check WHERE campus = ? ORDER BY n DESC LIMIT ?", campus, limit);
  const timeOf = (ms: number | null) => (ms === null ? null : formatTime(ms));
  return rows.map((row) => ({
    id: text(row, "id"),
    post: text(row, "post"),
    state: [...STATES.values()].find((each) => each === row.state) ?? "asked",
    askedAt: timeOf(integerOrNull(row, "asked_ms")),
    endedAt: timeOf(integerOrNull(row, "ended_ms")),
    tookMs: integerOrNull(row, "took_ms"),
  }));
}
