// Times in which alarms of a device, a place or the whole campus call nobody: somebody works there. The alarms are judged and told as ever.
import { randomBytes } from "node:crypto";
import type { CampusConfig } from "../config/campus.ts";
import type { Maintenance } from "../contract/alarm-desk.ts";
import { formatTime } from "../contract/time.ts";
import type { Database } from "../kit/sqlite.ts";
import { all, run, text } from "../kit/statements.ts";
import type { QuietPlan } from "./quiet.ts";
import { overMs } from "./quiet-time.ts";
import { placesWithin } from "./rules.ts";

/** Ended ones are kept so long for whoever asks what was. */
const KEEP_ENDED_MS = 30 * 86_400_000;

export const MAINTENANCE_TABLE = `
  CREATE TABLE alarm_maintenance (id TEXT PRIMARY KEY, ends INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

/** One time, from wall clock to wall clock: people say when they work. */
export interface Window {
  readonly id: string;
  readonly scope: Maintenance["scope"];
  readonly fromMs: number;
  readonly toMs: number;
  readonly comment: string | null;
  readonly by: string;
}

/** What somebody asks for. */
export type WindowWish = Omit<Window, "id">;

export function newWindow(wish: WindowWish): Window {
  return { id: `m-${randomBytes(6).toString("hex")}`, ...wish };
}

export function windowView({ id, scope, fromMs, toMs, comment, by }: Window): Maintenance {
  return { id, scope, from: formatTime(fromMs), to: formatTime(toMs), comment, by };
}

/** Tells whether alarms of a device (null: of no device) are in maintenance at a time. Made anew when either changes. */
export function maintained(
  windows: Iterable<Window>,
  config: CampusConfig,
): (device: string | null, nowMs: number) => boolean {
  const scopes = [...windows].map(({ scope, fromMs, toMs }) => ({ fromMs, toMs, covers: coveredBy(scope, config) }));
  if (scopes.length === 0) return () => false;
  return (device, nowMs) =>
    scopes.some(({ fromMs, toMs, covers }) => nowMs >= fromMs && nowMs < toMs && covers(device));
}

/** Tells whether a device, or what is of no device (null), lies in a scope. */
export function coveredBy(
  scope: Window["scope"],
  { devices, places }: CampusConfig,
): (device: string | null) => boolean {
  if ("campus" in scope) return () => true;
  if ("device" in scope) return (device) => device === scope.device;
  const inside = placesWithin(scope.place, places);
  return (id) => {
    const place = id === null ? undefined : devices.get(id)?.place;
    return place !== undefined && place !== null && inside.has(place);
  };
}

/** Runs in the store's thread. */
export function putWindow(db: Database, { window, nowMs }: { readonly window: Window; readonly nowMs: number }): null {
  run(db, "INSERT OR REPLACE INTO alarm_maintenance VALUES (?, ?, ?)", window.id, window.toMs, JSON.stringify(window));
  run(db, "DELETE FROM alarm_maintenance WHERE ends < ?", nowMs - KEEP_ENDED_MS);
  return null;
}

export function dropWindow(db: Database, id: string): null {
  run(db, "DELETE FROM alarm_maintenance WHERE id = ?", id);
  return null;
}

/** Quiet times stand in the same table; one without a last day never goes by itself. */
export function putQuiet(db: Database, { plan, nowMs }: { readonly plan: QuietPlan; readonly nowMs: number }): null {
  const ends = Math.min(overMs(plan.when), Number.MAX_SAFE_INTEGER);
  run(db, "INSERT OR REPLACE INTO alarm_maintenance VALUES (?, ?, ?)", plan.id, ends, JSON.stringify(plan));
  run(db, "DELETE FROM alarm_maintenance WHERE ends < ?", nowMs - KEEP_ENDED_MS);
  return null;
}

export interface SavedWindows {
  readonly windows: Map<string, Window>;
  readonly plans: Map<string, QuietPlan>;
}

export function readWindows(db: Database): SavedWindows {
  const rows = all(db, "SELECT body FROM alarm_maintenance ORDER BY ends");
  const saved: SavedWindows = { windows: new Map(), plans: new Map() };
  for (const row of rows) {
    const body = JSON.parse(text(row, "body")) as Window | QuietPlan;
    if ("when" in body) saved.plans.set(body.id, body);
    else saved.windows.set(body.id, body);
  }
  return saved;
}
