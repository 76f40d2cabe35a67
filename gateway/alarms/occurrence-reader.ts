// Reads the past of alarms from state.db over a connection of its own, for whoever sums it up in a thread of its own.
import type { OccurrenceReader, PastRaise } from "../contract/alarm-past.ts";
import { openDatabase } from "../kit/sqlite.ts";
import { all, first, integer, integerOrNull, type Row, text, textOrNull } from "../kit/statements.ts";

const PORTION = 1000;

/** Opens `file` (state.db) for reading. */
export function openOccurrenceReader(file: string): OccurrenceReader {
  const db = openDatabase(file, { readOnly: true });
  return {
    *between(fromMs, toMs) {
      let [ms, n] = [fromMs, 0];
      for (;;) {
        const rows = all(
          db,
          `SELECT * FROM alarm_occurrence WHERE raised >= ? AND (raised > ? OR n > ?) AND raised < ? ORDER BY raised, n LIMIT ${PORTION}`,
          ms,
          ms,
          n,
          toMs,
        );
        for (const row of rows) {
          [ms, n] = [integer(row, "raised"), integer(row, "n")];
          yield raiseOf(row);
        }
        if (rows.length < PORTION) return;
      }
    },
    *activeAt(ms) {
      const rows = all(
        db,
        `SELECT * FROM alarm_occurrence AS own WHERE raised < ? AND (cleared IS NULL OR cleared >= ?)
         AND NOT EXISTS (SELECT 1 FROM alarm_occurrence AS next WHERE next.alarm = own.alarm AND next.occurrence > own.occurrence
           AND next.raised < ?) ORDER BY raised, n LIMIT 10000`,
        ms,
        ms,
        ms,
      );
      for (const row of rows) yield raiseOf(row);
    },
    one(alarm, occurrence) {
      const sql = "SELECT * FROM alarm_occurrence WHERE alarm = ? AND occurrence = ? ORDER BY n DESC";
      const row = first(db, sql, alarm, occurrence);
      return row === undefined ? null : raiseOf(row);
    },
    raisedAfter(alarm, occurrence) {
      const sql = "SELECT min(raised) AS raised FROM alarm_occurrence WHERE alarm = ? AND occurrence > ?";
      const row = first(db, sql, alarm, occurrence);
      return row === undefined ? null : integerOrNull(row, "raised");
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function raiseOf(row: Row): PastRaise {
  return {
    alarm: text(row, "alarm"),
    rule: text(row, "rule"),
    device: textOrNull(row, "device"),
    point: textOrNull(row, "point"),
    occurrence: integer(row, "occurrence"),
    severity: text(row, "severity") as PastRaise["severity"],
    raisedMs: integer(row, "raised"),
    clearedMs: integerOrNull(row, "cleared"),
    acknowledgedMs: integerOrNull(row, "acknowledged"),
    acknowledgedBy: textOrNull(row, "acknowledged_by"),
    value: JSON.parse(text(row, "value")) as PastRaise["value"],
    limit: JSON.parse(text(row, "lim")) as PastRaise["limit"],
    unit: textOrNull(row, "unit"),
    epoch: text(row, "epoch"),
    seq: integer(row, "seq"),
    quiet: integer(row, "quiet") === 1,
  };
}
