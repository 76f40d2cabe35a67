// The ledger as people page through it: newest first, by number, so that a page costs the same wherever it is.
import type { SQLInputValue } from "node:sqlite";
import type { RoadRecord } from "../contract/sheets.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, first, integer, text } from "../kit/statements.ts";
import type { DeliveryWish } from "./port.ts";
import { type Row, readRow } from "./rows.ts";

/** A page, newest first, and `before` of the next one; null: there is none. */
export function pageOf(
  db: Database,
  wish: DeliveryWish,
): { readonly rows: readonly Row[]; readonly next: number | null } {
  const { alarm, occurrence, road, person, state, says, fromMs, toMs, limit, before } = wish;
  const conditions: (readonly [sql: string, value: SQLInputValue | null])[] = [
    ["n < ?", before],
    ["road = ?", road],
    ["person = ?", person],
    ["state = ?", state],
    ["says = ?", says],
    ["made_ms >= ?", fromMs],
    ["made_ms < ?", toMs],
  ];
  const about =
    alarm === null
      ? []
      : [
          occurrence === null
            ? (["n IN (SELECT n FROM delivery_about WHERE alarm = ?)", [alarm]] as const)
            : ([
                "n IN (SELECT n FROM delivery_about WHERE alarm = ? AND occurrence = ?)",
                [alarm, occurrence],
              ] as const),
        ];
  const asked = conditions.flatMap(([sql, value]) => (value === null ? [] : [[sql, [value]] as const]));
  const chosen = [...asked, ...about];
  const where = chosen.length === 0 ? "" : `WHERE ${chosen.map(([sql]) => sql).join(" AND ")}`;
  const values = chosen.flatMap(([, some]) => some);
  // One of a few hundred statements at most: each condition is there or not.
  const rows = all(db, `SELECT * FROM delivery ${where} ORDER BY n DESC LIMIT ?`, ...values, limit + 1).map(readRow);
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.n ?? null) : null };
}

/** How often each road did what, by when it was told so. Tests, proofs and sheets are not counted. */
export function recordsOf(
  db: Database,
  fromMs: number,
  toMs: number,
  nameOf: (road: string) => string,
): readonly RoadRecord[] {
  const sql = `SELECT road, SUM(state = 'accepted') AS accepted, SUM(state = 'failed') AS failed, SUM(state = 'unknown') AS unknown
    FROM delivery WHERE made_ms >= ? AND made_ms < ? AND test = 0 AND says NOT IN ('proof', 'test', 'sheet') GROUP BY road ORDER BY road`;
  return all(db, sql, fromMs, toMs).map((row) => ({
    road: text(row, "road"),
    name: nameOf(text(row, "road")),
    accepted: integer(row, "accepted"),
    failed: integer(row, "failed"),
    unknown: integer(row, "unknown"),
  }));
}

/** Deliveries handed to a road between two times: all, and those for a person. What a budget refused was not handed over. */
export function handedSince(
  db: Database,
  road: string,
  person: string | null,
  sinceMs: number,
  untilMs: number,
): { readonly all: number; readonly person: number } {
  // What a clock that is set back by now puts into the future says nothing of a day. Made at most some days before it is sent: the index on the time of making bounds what is looked at.
  const sql = `SELECT COUNT(*) AS every, TOTAL(person IS ?) AS own FROM delivery
    WHERE road = ? AND made_ms >= ? AND sent_ms BETWEEN ? AND ? AND code IS NOT 'budget'`;
  const row = first(db, sql, person, road, sinceMs - 86_400_000, sinceMs, untilMs);
  return row === undefined
    ? { all: 0, person: 0 }
    : { all: integer(row, "every"), person: person === null ? 0 : integer(row, "own") };
}
