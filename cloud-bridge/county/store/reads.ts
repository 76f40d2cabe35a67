// What pages ask of county.db about single campuses: open alarms, what happened, what is measured and its course. Whatever a campus sent
// was checked as JSON only, so every field is looked at here before it is shown.
import { SEVERITIES, type Severity } from "#gateway/contract/alarms.ts";
import type { CountyAlarm, CountyEntries, CountySeries } from "#gateway/contract/county.ts";
import { KINDS, type Kind, type Value } from "#gateway/contract/entry.ts";
import { formatTime, parseTime } from "#gateway/contract/time.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, first, integer, integerOrNull, type Row, text, textOrNull } from "#gateway/kit/statements.ts";
import { isObject, type JsonObject } from "../../wire/checks.ts";

const MINUTE_MS = 60_000;
const TEXT_MAX = 256;
const SERIES_MAX = 5000;
/** Of one campus on the desk of all, and on its own page. */
const ALARMS_OF_EACH = 500;
const ALARMS_OF_ONE = 2000;
const ALARMS = `SELECT alarm.campus, id, severity, raised_ms, body, open, escalation.at_ms AS escalated_ms FROM alarm LEFT JOIN escalation
  ON escalation.campus = alarm.campus AND escalation.alarm = alarm.id AND escalation.occurrence = json_extract(alarm.body, '$.occurrence')`;
const WORST_FIRST = `escalated_ms IS NULL, CASE severity ${SEVERITIES.map((severity, i) => `WHEN '${severity}' THEN ${i}`).join(" ")} END, raised_ms, id`;
const ALARMS_OF_ALL = `SELECT * FROM
  (SELECT *, row_number() OVER (PARTITION BY campus ORDER BY ${WORST_FIRST}) AS place FROM (${ALARMS} WHERE open = 1)) WHERE place <= ?`;

/**
 * Open alarms of one campus or of all: those that were passed on to the county and that nobody has acknowledged, then worst first, the oldest first
 * within a severity. Of each campus only so many: one that raises a million
 * hides nobody else's; how many there are in all stands in the facts of the fleet.
 */
export function readAlarms(db: Database, campus: string | null): CountyAlarm[] {
  const rows =
    campus === null
      ? all(db, ALARMS_OF_ALL, ALARMS_OF_EACH)
      : all(db, `${ALARMS} WHERE open = 1 AND alarm.campus = ? ORDER BY ${WORST_FIRST} LIMIT ?`, campus, ALARMS_OF_ONE);
  const alarms = rows.flatMap((row) => alarmIn(row) ?? []);
  return alarms.sort(
    (a, b) =>
      Number(isWaiting(b)) - Number(isWaiting(a)) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      (a.raisedAt ?? "").localeCompare(b.raisedAt ?? "") ||
      a.campus.localeCompare(b.campus) ||
      a.id.localeCompare(b.id),
  );
}

/** One alarm as its campus last told of it, open or over; null: it never did. */
export function readAlarm(db: Database, campus: string, id: string): CountyAlarm | null {
  const row = first(db, `${ALARMS} WHERE alarm.campus = ? AND id = ?`, campus, id);
  return row === undefined ? null : alarmIn(row);
}

/** Nobody on campus answered, and the county has not yet. */
function isWaiting({ escalatedAt, acknowledged }: CountyAlarm): boolean {
  return escalatedAt !== null && !acknowledged;
}

function alarmIn(row: Row): CountyAlarm | null {
  const severity = SEVERITIES.find((each) => each === row.severity);
  return severity === undefined ? null : alarmOf(row, severity);
}

function alarmOf(row: Row, severity: Severity): CountyAlarm {
  const body = bodyOf(row);
  const cleared = parseTime(body.clearedAt);
  const raisedMs = integerOrNull(row, "raised_ms");
  const escalatedMs = integerOrNull(row, "escalated_ms");
  return {
    campus: text(row, "campus"),
    id: text(row, "id"),
    rule: words(body.rule) ?? text(row, "id"),
    device: words(body.device),
    point: words(body.point),
    occurrence: typeof body.occurrence === "number" ? body.occurrence : 0,
    severity,
    active: body.active === true,
    acknowledged: body.acknowledged === true,
    latched: body.latched === true,
    raisedAt: raisedMs === null ? null : formatTime(raisedMs),
    clearedAt: cleared === null ? null : formatTime(cleared),
    value: shownValue(body.value),
    limit: shownValue(body.limit),
    unit: words(body.unit),
    text: textsOf(body.text),
    escalatedAt: escalatedMs === null ? null : formatTime(escalatedMs),
  };
}

export interface EntryWish {
  readonly campus: string;
  readonly kinds: readonly Kind[];
  /** Only those stored before this number; null: from the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** What happened at a campus in the order in which it came here, newest first. */
export function readEntries(db: Database, { campus, kinds, before, limit }: EntryWish): CountyEntries {
  const chosen = JSON.stringify(kinds.length === 0 ? KINDS : kinds);
  const sql = `SELECT n, epoch, seq, kind, type, device, measured_ms, body FROM entry
    WHERE campus = ? AND n < ? AND kind IN (SELECT value FROM json_each(?)) ORDER BY n DESC LIMIT ?`;
  const rows = all(db, sql, campus, before ?? Number.MAX_SAFE_INTEGER, chosen, limit);
  const entries = rows.flatMap((row) => {
    const kind = KINDS.find((each) => each === row.kind);
    if (kind === undefined) return [];
    const [n, seq] = [integer(row, "n"), integer(row, "seq")];
    const at = formatTime(integer(row, "measured_ms"));
    return [{ n, epoch: text(row, "epoch"), seq, kind, type: textOrNull(row, "type"), device: textOrNull(row, "device"), at, body: bodyOf(row) }]; // biome-ignore format: one line
  });
  const last = rows.at(-1);
  return { entries, next: last === undefined || rows.length < limit ? null : integer(last, "n") };
}

/** Every point of a campus with its newest minute. */
export function readSeries(db: Database, campus: string): CountySeries {
  const sql = `SELECT device, point, unit, at_min, last, min, max FROM series LEFT JOIN newest ON newest.series = series.n
    WHERE campus = ? ORDER BY device, point, unit LIMIT ?`;
  return {
    series: all(db, sql, campus, SERIES_MAX).map((row) => {
      const minute = integerOrNull(row, "at_min");
      return {
        device: text(row, "device"),
        point: text(row, "point"),
        unit: text(row, "unit"),
        at: minute === null ? null : formatTime(minute * MINUTE_MS),
        last: numberOrNull(row.last),
        min: numberOrNull(row.min),
        max: numberOrNull(row.max),
      };
    }),
  };
}

export interface CourseWish {
  readonly campus: string;
  readonly device: string;
  readonly point: string;
  /** 1 or 15. */
  readonly minutes: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

export interface CourseBucket {
  readonly at: string;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number;
  readonly mean: number | null;
  readonly last: number | null;
  readonly uncertain: number;
  readonly bad: number;
}

/** The course of a point by steps, in the unit in which it was told last; null when it was never told. */
export function readCourse(
  db: Database,
  { campus, device, point, minutes, fromMs, toMs, limit }: CourseWish,
): { readonly unit: string; readonly buckets: readonly CourseBucket[] } | null {
  const known = `SELECT n, unit FROM series LEFT JOIN newest ON newest.series = series.n
    WHERE campus = ? AND device = ? AND point = ? ORDER BY at_min DESC LIMIT 1`;
  const [series] = all(db, known, campus, device, point);
  if (series === undefined) return null;
  const sql = `SELECT at_min, count, min, max, sum, last, uncertain, bad FROM figure
    WHERE series = ? AND step = ? AND at_min >= ? AND at_min < ? ORDER BY at_min LIMIT ?`;
  const span = [Math.ceil(fromMs / MINUTE_MS), Math.ceil(toMs / MINUTE_MS)] as const;
  const buckets = all(db, sql, integer(series, "n"), minutes, ...span, limit).map((row): CourseBucket => {
    const [count, sum] = [integer(row, "count"), numberOrNull(row.sum) ?? 0];
    return {
      at: formatTime(integer(row, "at_min") * MINUTE_MS),
      count,
      min: numberOrNull(row.min),
      max: numberOrNull(row.max),
      sum,
      mean: count === 0 ? null : sum / count,
      last: numberOrNull(row.last),
      uncertain: integer(row, "uncertain"),
      bad: integer(row, "bad"),
    };
  });
  return { unit: text(series, "unit"), buckets };
}

function bodyOf(row: Row): JsonObject {
  const body: unknown = JSON.parse(text(row, "body"));
  return isObject(body) ? body : {};
}

function words(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, TEXT_MAX) : null;
}

function shownValue(value: unknown): Value | null {
  if (typeof value === "string") return value.slice(0, TEXT_MAX);
  return typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** The languages of a text of an alarm; what is not text is left out. */
function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  const entries = ["zh-CN", "en"].flatMap((language) => {
    const told = words(value[language]);
    return told === null ? [] : [[language, told] as const];
  });
  return Object.fromEntries(entries);
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
