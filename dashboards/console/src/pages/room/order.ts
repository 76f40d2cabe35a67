// What a technical room shows first: values that cannot be trusted, then those with an open alarm, then all others. Pure.
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Place } from "../../api/types.ts";
import { SEVERITIES } from "../../campus/attention.ts";

const TECHNICAL: ReadonlySet<string> = new Set([
  "machine-room",
  "power-room",
  "pump-room",
  "boiler-room",
  "monitor-room",
]);

/** Rooms that somebody has technical duty for, machine rooms first. */
export function technicalRooms(places: readonly Place[]): Place[] {
  const order = [...TECHNICAL];
  return places
    .filter((place) => TECHNICAL.has(place.class))
    .sort((a, b) => order.indexOf(a.class) - order.indexOf(b.class) || Number(b.key) - Number(a.key));
}

/** The worst open alarm of each point, by `device point`. */
export function alarmedPoints(alarms: readonly Alarm[]): ReadonlyMap<string, Alarm> {
  const found = new Map<string, Alarm>();
  for (const alarm of alarms) {
    if (alarm.device === null || alarm.point === null) continue;
    const key = `${alarm.device} ${alarm.point}`;
    const known = found.get(key);
    if (known === undefined || rank(alarm) < rank(known)) found.set(key, alarm);
  }
  return found;
}

function rank({ severity }: Alarm): number {
  return SEVERITIES.indexOf(severity);
}

/** Alarmed ones by severity, then what is bad or stale, then the rest as they came. */
export function worstPointsFirst(
  points: readonly LatestPoint[],
  alarmed: ReadonlyMap<string, Alarm>,
): readonly LatestPoint[] {
  const placeOf = (point: LatestPoint) => {
    const alarm = alarmed.get(`${point.device} ${point.point}`);
    if (alarm !== undefined) return rank(alarm);
    return point.quality === "good" && !point.stale ? SEVERITIES.length + 1 : SEVERITIES.length;
  };
  return points
    .map((point, at) => ({ point, at, place: placeOf(point) }))
    .sort((a, b) => a.place - b.place || a.at - b.at)
    .map(({ point }) => point);
}
