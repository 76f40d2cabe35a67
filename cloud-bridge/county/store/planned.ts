// Power-offs that campuses have planned and told: what is to come is always what was told last, what was stays. Runs in the store's thread, but for reads.
import type { Entry } from "#gateway/contract/entry.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, run, text } from "#gateway/kit/statements.ts";
import { isObject } from "../../wire/checks.ts";
import type { PlannedOff } from "../fleet/planned.ts";

const WALL = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;
const MOST = 50;
/** Of one campus; older ones are in no figure any more. */
const KEPT = 400;

/** Takes `county.planned-off`: what was over at its time stays, the rest is as it says. */
export function takePlanned(db: Database, campus: string, { at, spans }: Entry["body"]): void {
  if (!Array.isArray(spans) || !isWall(at)) return;
  run(db, "DELETE FROM planned_off WHERE campus = ? AND to_wall > ?", campus, at);
  for (const span of spans.slice(0, MOST)) {
    if (!isObject(span)) continue;
    const { from, to } = span;
    if (!isWall(from) || !isWall(to) || to <= from) continue;
    const sql =
      "INSERT INTO planned_off VALUES (?, ?, ?) ON CONFLICT (campus, from_wall) DO UPDATE SET to_wall = excluded.to_wall";
    run(db, sql, campus, from, to);
  }
  const old = "SELECT from_wall FROM planned_off WHERE campus = ? ORDER BY from_wall DESC LIMIT -1 OFFSET ?";
  run(db, `DELETE FROM planned_off WHERE campus = ? AND from_wall IN (${old})`, campus, campus, KEPT);
}

/** What each campus has told. */
export function readPlanned(db: Database): Map<string, PlannedOff[]> {
  const planned = new Map<string, PlannedOff[]>();
  for (const row of all(db, "SELECT campus, from_wall, to_wall FROM planned_off ORDER BY campus, from_wall")) {
    const campus = text(row, "campus");
    const own = planned.get(campus) ?? [];
    own.push({ from: text(row, "from_wall"), to: text(row, "to_wall") });
    planned.set(campus, own);
  }
  return planned;
}

function isWall(value: unknown): value is string {
  return typeof value === "string" && WALL.test(value);
}
