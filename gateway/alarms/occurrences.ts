// Every time that an alarm was raised, for as long as people ask for it: rows of state.db, written in the transaction that ends the telling.
// The journal has the same as entries, but no quick way to them by rule or device.
import type { AlarmHistory, Occurrence } from "../contract/alarm-desk.ts";
import type { Severity } from "../contract/alarms.ts";
import type { Value } from "../contract/entry.ts";
import { formatTime } from "../contract/time.ts";
import { oldestRow } from "../kit/lived-rows.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, first, integer, integerOrNull, type Row, run, text, textOrNull } from "../kit/statements.ts";
import { dayStarts } from "./days.ts";
import type { Output } from "./view.ts";

/** Longer than a school year, and more than a desk ever sees in one. */
const KEEP_MS = 400 * 86_400_000;
const KEEP_ROWS = 200_000;
const NOISIEST = 10;

export const OCCURRENCE_TABLE = `
  CREATE TABLE alarm_occurrence (
    n INTEGER PRIMARY KEY, alarm TEXT NOT NULL, rule TEXT NOT NULL, device TEXT, point TEXT, occurrence INTEGER NOT NULL,
    severity TEXT NOT NULL, raised INTEGER NOT NULL, cleared INTEGER, acknowledged INTEGER, acknowledged_by TEXT,
    value TEXT NOT NULL, lim TEXT NOT NULL, unit TEXT, epoch TEXT NOT NULL, seq INTEGER NOT NULL, quiet INTEGER NOT NULL) STRICT;
  CREATE INDEX alarm_occurrence_raised ON alarm_occurrence (raised);
  CREATE INDEX alarm_occurrence_alarm ON alarm_occurrence (alarm, occurrence);`;

/** An output that is in the journal now, under this seq. */
export interface Recorded {
  readonly epoch: string;
  readonly seq: number;
  readonly output: Output;
}

/** Takes what was told, in order. Runs in the store's thread. */
export function recordTold(db: Database, told: readonly Recorded[]): void {
  let newest = 0;
  for (const { epoch, seq, output } of told) {
    const { type, body } = output;
    const { id, occurrence, raisedAt, clearedAt, acknowledgements, suppressed, outOfService, shelved } = body;
    const last = "n = (SELECT max(n) FROM alarm_occurrence WHERE alarm = ? AND occurrence = ?)";
    if (type === "alarm.raised") {
      const quiet = suppressed || outOfService || shelved !== null ? 1 : 0;
      const { rule, device, point, severity, value, limit, unit } = body;
      newest = msOf(raisedAt) ?? 0;
      run(
        db,
        "INSERT INTO alarm_occurrence VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?, ?, ?, ?, ?, ?)",
        id, rule, device, point, occurrence, severity, newest, JSON.stringify(value), JSON.stringify(limit), unit, epoch, seq, quiet,
      ); // biome-ignore format: one row
    } else if (type === "alarm.cleared") {
      run(db, `UPDATE alarm_occurrence SET cleared = ? WHERE ${last}`, msOf(clearedAt), id, occurrence);
    } else if (type === "alarm.acknowledged") {
      const { at = null, by = null } = acknowledgements.at(0) ?? {};
      run(
        db,
        `UPDATE alarm_occurrence SET acknowledged = ?, acknowledged_by = ? WHERE ${last}`,
        msOf(at),
        by,
        id,
        occurrence,
      );
    }
  }
  if (newest === 0) return;
  const before = oldestRow(db, "alarm_occurrence", "raised", newest, KEEP_MS);
  if (before !== null) run(db, "DELETE FROM alarm_occurrence WHERE raised < ?", before);
  run(db, "DELETE FROM alarm_occurrence WHERE n <= (SELECT max(n) FROM alarm_occurrence) - ?", KEEP_ROWS);
}

/** When alarms were raised since then that people were called for, in order. */
export function raisedSince(db: Database, sinceMs: number): number[] {
  const rows = all(db, "SELECT raised FROM alarm_occurrence WHERE raised > ? AND quiet = 0 ORDER BY raised", sinceMs);
  return rows.map((row) => integer(row, "raised"));
}

/** Which occurrences are asked for; empty lists: all. */
export interface HistoryWish {
  readonly fromMs: number;
  readonly toMs: number;
  /** The asker's rights: only these devices, and nothing of the gateway itself. Null: everything. */
  readonly visible: readonly string[] | null;
  readonly devices: readonly string[];
  readonly rules: readonly string[];
  readonly severities: readonly Severity[];
  readonly limit: number;
  /** `next` of the page before. */
  readonly before: number | null;
  /** Of the campus: where its days begin. */
  readonly timezone: string;
  /** The journal's: seqs of another one say nothing now. */
  readonly epoch: string;
}

/** One page, newest first, with the figures of the whole range. */
export function historyOf(db: Database, wish: HistoryWish): AlarmHistory {
  const list = (column: string, values: readonly string[]) =>
    values.length === 0 ? [] : [[`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values)] as const];
  const parts = [
    ["raised >= ?", wish.fromMs],
    ["raised < ?", wish.toMs],
    ...(wish.visible === null ? [] : [["device IN (SELECT value FROM json_each(?))", JSON.stringify(wish.visible)]]),
    ...list("device", wish.devices),
    ...list("rule", wish.rules),
    ...list("severity", wish.severities),
  ] as const;
  const where = parts.map(([sql]) => sql).join(" AND ");
  const values = parts.map(([, value]) => value as string | number);
  const page = wish.before === null ? [] : ["AND n < ?"];
  const rows = all(
    db,
    `SELECT * FROM alarm_occurrence WHERE ${where} ${page.join("")} ORDER BY n DESC LIMIT ?`,
    ...values,
    ...(wish.before === null ? [] : [wish.before]),
    wish.limit + 1,
  );
  const shown = rows.slice(0, wish.limit);
  const lastShown = shown.at(-1);
  return {
    occurrences: shown.map((row) => occurrenceOf(row, wish.epoch)),
    next: rows.length > shown.length && lastShown !== undefined ? String(integer(lastShown, "n")) : null,
    figures: {
      raised: integer(
        first(db, `SELECT count(*) AS n FROM alarm_occurrence WHERE ${where}`, ...values) ?? { n: 0 },
        "n",
      ),
      perDay: perDay(all(db, `SELECT raised FROM alarm_occurrence WHERE ${where}`, ...values), wish.timezone),
      noisiest: all(
        db,
        `SELECT rule, device, point, count(*) AS raised FROM alarm_occurrence WHERE ${where}
         GROUP BY alarm ORDER BY count(*) DESC, alarm LIMIT ${NOISIEST}`,
        ...values,
      ).map((row) => ({ rule: text(row, "rule"), ...whoseOf(row), raised: integer(row, "raised") })),
    },
  };
}

function perDay(rows: readonly Row[], timezone: string): AlarmHistory["figures"]["perDay"] {
  const startOf = dayStarts(timezone);
  const counts = new Map<number, number>();
  for (const row of rows) {
    const day = startOf(integer(row, "raised"));
    counts.set(day, (counts.get(day) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b).map(([at, raised]) => ({ at: formatTime(at), raised }));
}

function occurrenceOf(row: Row, epoch: string): Occurrence {
  const timeOf = (column: string) => {
    const ms = integerOrNull(row, column);
    return ms === null ? null : formatTime(ms);
  };
  return {
    alarm: text(row, "alarm"),
    rule: text(row, "rule"),
    ...whoseOf(row),
    occurrence: integer(row, "occurrence"),
    severity: text(row, "severity") as Severity,
    raisedAt: formatTime(integer(row, "raised")),
    clearedAt: timeOf("cleared"),
    acknowledgedAt: timeOf("acknowledged"),
    acknowledgedBy: textOrNull(row, "acknowledged_by"),
    value: JSON.parse(text(row, "value")) as Value | null,
    limit: JSON.parse(text(row, "lim")) as Value | null,
    unit: textOrNull(row, "unit"),
    seq: text(row, "epoch") === epoch ? integer(row, "seq") : null,
  };
}

function whoseOf(row: Row): { readonly device: string | null; readonly point: string | null } {
  return { device: textOrNull(row, "device"), point: textOrNull(row, "point") };
}

function msOf(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}
