// Links that answer alarms, in county.db: as their campuses announced them, and what each was used for. Runs in the store's thread, but for reads.
import { SEVERITIES, type Severity } from "#gateway/contract/alarms.ts";
import { isLinkId, isLinkSeal } from "#gateway/contract/links.ts";
import { parseTime } from "#gateway/contract/time.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { first, integer, integerOrNull, run, text, textOrNull } from "#gateway/kit/statements.ts";
import { isCount, isObject, type JsonObject } from "../../wire/checks.ts";
import { isAlarmName } from "../../wire/command.ts";

/** Of one campus: far more than it can send to people in the life of a link. */
const MOST_OF_A_CAMPUS = 5000;
const AFTER_EXPIRY_MS = 30 * 86_400_000;
const DROPPED_AT_ONCE = 500;
const TEXT_MAX = 256;

/** A link as its campus announced it. */
export interface AnnouncedLink {
  readonly campus: string;
  readonly id: string;
  /** Hash of its proof. */
  readonly seal: string;
  readonly alarm: string;
  readonly occurrence: number;
  readonly severity: Severity;
  /** What the alarm says, by language. */
  readonly text: Readonly<Record<string, string>>;
  /** Names of the place and the device. */
  readonly where: readonly string[];
  readonly expiresMs: number;
  /** The command that it was used for; null: nobody has used it. */
  readonly command: string | null;
  readonly usedMs: number | null;
}

/** Takes the entry in which a campus announces a link; a second one of the same name changes nothing. */
export function takeLink(db: Database, campus: string, body: JsonObject, atMs: number): void {
  const { link, sha256, alarm, occurrence, severity } = body;
  const expiresMs = parseTime(body.expiresAt);
  if (!isLinkId(link) || !isLinkSeal(sha256) || !isAlarmName(alarm) || !isCount(occurrence, 1) || expiresMs === null)
    return;
  const known = SEVERITIES.find((each) => each === severity) ?? "high";
  const sql = `INSERT INTO link_out (campus, id, seal, alarm, occurrence, severity, body, told_ms, expires_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  const said = JSON.stringify({ text: textsIn(body.text), where: wordsIn(body.where) });
  run(db, sql, campus, link, sha256, alarm, occurrence, known, said, atMs, expiresMs);
  const old = "SELECT told_ms FROM link_out WHERE campus = ? ORDER BY told_ms DESC LIMIT 1 OFFSET ?";
  run(db, `DELETE FROM link_out WHERE campus = ? AND told_ms < (${old})`, campus, campus, MOST_OF_A_CAMPUS);
}

/** Marks a link as used by a command; false: another has used it, or there is none. */
export function pressLink(db: Database, campus: string, id: string, command: string, atMs: number): boolean {
  const sql = "UPDATE link_out SET command = ?, used_ms = ? WHERE campus = ? AND id = ? AND command IS NULL";
  return run(db, sql, command, atMs, campus, id) > 0;
}

/** Forgets links whose time has long been over, a little at a time. */
export function tidyLinks(db: Database, nowMs: number): void {
  const old = "SELECT campus, id FROM link_out WHERE expires_ms < ? LIMIT ?";
  run(db, `DELETE FROM link_out WHERE (campus, id) IN (${old})`, nowMs - AFTER_EXPIRY_MS, DROPPED_AT_ONCE);
}

/** Null: this campus announced no such link. */
export function readLink(db: Database, campus: string, id: string): AnnouncedLink | null {
  const row = first(db, "SELECT * FROM link_out WHERE campus = ? AND id = ?", campus, id);
  if (row === undefined) return null;
  const body: unknown = JSON.parse(text(row, "body"));
  return {
    campus,
    id,
    seal: text(row, "seal"),
    alarm: text(row, "alarm"),
    occurrence: integer(row, "occurrence"),
    severity: SEVERITIES.find((each) => each === row.severity) ?? "high",
    text: isObject(body) ? textsIn(body.text) : {},
    where: isObject(body) ? wordsIn(body.where) : [],
    expiresMs: integer(row, "expires_ms"),
    command: textOrNull(row, "command"),
    usedMs: integerOrNull(row, "used_ms"),
  };
}

function textsIn(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  const told = ["zh-CN", "en"].flatMap((language) => {
    const one = value[language];
    return typeof one === "string" ? [[language, one.slice(0, TEXT_MAX)] as const] : [];
  });
  return Object.fromEntries(told);
}

function wordsIn(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 2).flatMap((one: unknown) => (typeof one === "string" ? [one.slice(0, 64)] : []));
}
