// Days of the campus when its zone is changed: they are counted again from quarters of an hour, which every zone's midnight falls on.
import type { Database } from "../../kit/sqlite.ts";
import { all, integer, run } from "../../kit/statements.ts";
import { Figures } from "../figures.ts";
import { metaText, setMeta } from "./meta.ts";
import { partsOf } from "./parts.ts";
import { keptSinceMinute } from "./tidy.ts";
import { startMinuteOf } from "./tiers.ts";

/** Sees to it that days lie in this zone as far back as there are quarters; those before stay as they were counted. */
export function daysInZone(db: Database, timezone: string): void {
  const before = metaText(db, "timezone");
  if (before === timezone) return;
  setMeta(db, "timezone", timezone);
  if (before === null) return;
  const startOf = startMinuteOf(2, timezone);
  const kept = keptSinceMinute(db, 1);
  // The day in which the quarters begin cannot be counted in full: the first one after it can.
  const from = kept === null ? 0 : startOf(startOf(kept) + 26 * 60);
  for (const row of all(db, "SELECT id FROM series ORDER BY id")) recount(db, integer(row, "id"), from, startOf);
}

function recount(db: Database, series: number, from: number, startOf: (minute: number) => number): void {
  const days = new Map<number, Figures>();
  for (const { minute, part } of partsOf(db, 1, series, from, Number.MAX_SAFE_INTEGER)) {
    const start = startOf(minute);
    const figures = days.get(start) ?? new Figures();
    figures.merge(part);
    days.set(start, figures);
  }
  run(db, "DELETE FROM fresh WHERE tier = 2 AND start >= ? AND series = ?", from, series);
  for (const [start, figures] of days) {
    const { count, min, max, sum, rest, last, lastMs, uncertain, bad } = figures.part();
    const values = [start, series, count, min, max, sum, rest, last, lastMs, uncertain, bad];
    run(db, "INSERT INTO fresh VALUES (2, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", ...values);
  }
}
