// Which plan an alarm has, which roads a step takes at this time of day, and whom they reach. Pure.
import type { PlaceConfig } from "../config/campus.ts";
import type { Alarm } from "../contract/alarms.ts";
import { type NotifySettings, type Plan, type PlanStep, REACHES, type RoadKind } from "../contract/notify.ts";
import type { Target } from "./rows.ts";

/** The alarms of roads themselves: `road-failed.ROAD`. */
export const ROAD_FAILED = "road-failed.";
/** The alarm of a ledger that was damaged. */
export const LEDGER_LOST = "notify-ledger-lost";

/** Kinds that make a telephone ring: they carry what asks for help, never that it is over. */
export const CALLS: ReadonlySet<RoadKind> = new Set<RoadKind>(["modem-call", "http-voice"]);

export interface PlanFacts {
  readonly settings: NotifySettings;
  /** The place of the alarm's device; null: nowhere, or no device. */
  readonly place: string | null;
  readonly places: ReadonlyMap<string, PlaceConfig>;
}

/** The first plan that matches; null: nobody is told. */
export function planOf({ severity }: Pick<Alarm, "severity">, { settings, place, places }: PlanFacts): Plan | null {
  const around = placesAround(place, places);
  const matches = (plan: Plan) =>
    plan.severities.includes(severity) && (plan.places.length === 0 || plan.places.some((id) => around.has(id)));
  return settings.plans.find(matches) ?? null;
}

/** A place and all that it lies within. */
function placesAround(place: string | null, places: ReadonlyMap<string, PlaceConfig>): ReadonlySet<string> {
  const around = new Set<string>();
  for (let at = place; at !== null && !around.has(at); at = places.get(at)?.within ?? null) around.add(at);
  return around;
}

/**
 * The steps that are taken for an alarm. About a road that failed one step tells, the first that has another road: nobody is woken twice by
 * the means that wake people. About a lost ledger one step tells, too.
 */
export function stepsFor(alarm: Pick<Alarm, "id">, plan: Plan | null): readonly PlanStep[] {
  if (plan === null) return [];
  const broken = brokenRoad(alarm.id);
  if (broken === null && alarm.id !== LEDGER_LOST) return plan.steps;
  const without = (ids: readonly string[]) => ids.filter((id) => id !== broken);
  const steps = plan.steps.map((step) => ({ ...step, by: without(step.by), nightBy: without(step.nightBy) }));
  const usable = steps.find(({ by, to }) => by.length > 0 && to !== "county");
  return usable === undefined ? [] : [{ ...usable, afterMs: 0 }];
}

/** The road that an alarm is about; null: it is about something else. */
export function brokenRoad(alarm: string): string | null {
  return alarm.startsWith(ROAD_FAILED) ? alarm.slice(ROAD_FAILED.length) : null;
}

/** True in the hours that the settings call night. `from` after `to`: over midnight. */
export function isNight({ night: { fromMinute, toMinute } }: Pick<NotifySettings, "night">, minute: number): boolean {
  if (fromMinute === toMinute) return false;
  return fromMinute < toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

/** The roads of a step, best first. */
export function roadsOf({ by, nightBy }: PlanStep, night: boolean): readonly string[] {
  return night && nightBy.length > 0 ? nightBy : by;
}

/** Whom a road of a step reaches now: each person on duty, or the group, post or county as one. */
export function targetsBy(kind: RoadKind, road: string, to: string, onDuty: readonly string[]): readonly Target[] {
  if (REACHES[kind] !== "person") return [{ road, post: to, person: null }];
  return onDuty.map((person) => ({ road, post: to, person }));
}
