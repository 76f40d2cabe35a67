// What must hold between an alarm rule and the devices, profiles, places and points that it names (contract §3).
import { profileOf } from "./device-references.ts";
import { type AlarmPart, type DevicePart, type Finding, type Item, type Known, missing } from "./findings.ts";

export const TARGETS = ["device", "profile", "place"] as const;
export const CONDITIONS = ["above", "below", "equals", "noData", "badFor"] as const;

/** Every contradiction of alarm rules. */
export function alarmFindings(known: Known): Finding[] {
  return known.alarms.flatMap((entry) => oneRule(entry, known));
}

function oneRule({ at, item }: Item<AlarmPart>, known: Known): Finding[] {
  const targets = TARGETS.filter((key) => item[key] !== undefined);
  const conditions = CONDITIONS.filter((key) => item[key] !== undefined);
  return [
    ...exactlyOne(at, targets, TARGETS, "watches nothing", "say what it watches"),
    ...exactlyOne(at, conditions, CONDITIONS, "has no condition", "say when it raises"),
    ...(targets.length === 1 ? targetFindings(at, item, known) : []),
  ];
}

function exactlyOne(
  at: number,
  found: readonly string[],
  all: readonly string[],
  none: string,
  say: string,
): Finding[] {
  if (found.length === 1) return [];
  const what = found.length === 0 ? none : `has ${found.join(" and ")}`;
  return [
    {
      path: ["alarms", at],
      what,
      remedy: `${found.length === 0 ? say : "keep one"}: exactly one of ${all.join(", ")}`,
    },
  ];
}

function targetFindings(at: number, rule: AlarmPart, known: Known): Finding[] {
  const { registry, deviceIds, placeIds, devices } = known;
  if (rule.device !== undefined) {
    if (!deviceIds.has(rule.device))
      return [{ path: ["alarms", at, "device"], ...missing("device", rule.device, deviceIds) }];
    return pointFindings(
      at,
      rule,
      devices.filter(({ item }) => item.id === rule.device),
      known,
    );
  }
  if (rule.place !== undefined) {
    if (!placeIds.has(rule.place))
      return [{ path: ["alarms", at, "place"], ...missing("place", rule.place, placeIds) }];
    const inside = placesWithin(rule.place, known);
    return pointFindings(
      at,
      rule,
      devices.filter(({ item }) => item.place !== undefined && inside.has(item.place)),
      known,
    );
  }
  if (rule.profile === undefined) return [];
  const profile = registry.profiles.get(rule.profile);
  if (profile === undefined) {
    return [{ path: ["alarms", at, "profile"], ...missing("profile", rule.profile, registry.profiles.keys()) }];
  }
  if (rule.point === undefined || profile.anyPoint || profile.points.has(rule.point)) return [];
  return [
    { path: ["alarms", at, "point"], ...missing(`point of profile ${profile.id}`, rule.point, profile.points.keys()) },
  ];
}

/** A rule over several devices needs the point in one of them; a place without devices may get some later. */
function pointFindings(at: number, rule: AlarmPart, devices: readonly Item<DevicePart>[], known: Known): Finding[] {
  const { point } = rule;
  if (point === undefined) return [];
  const profiles = devices.map(({ item }) => profileOf(item, known)).filter((profile) => profile !== null);
  // A device whose own driver or profile is wrong has been reported; its points are not known.
  if (profiles.length === 0 || profiles.length < devices.length) return [];
  if (profiles.some((profile) => profile.anyPoint || profile.points.has(point))) return [];
  const points = new Set(profiles.flatMap((profile) => [...profile.points.keys()]));
  const whose = profiles.length === 1 ? `point of profile ${profiles[0]?.id}` : "point of these devices";
  return [{ path: ["alarms", at, "point"], ...missing(whose, point, points) }];
}

/** The place and all that are within it, directly or through others. */
function placesWithin(id: string, { places }: Known): Set<string> {
  const children = Map.groupBy(places, ({ item }) => item.within);
  const inside = new Set([id]);
  // A set that grows while it is walked: each place is visited once, circles included.
  for (const outer of inside) {
    for (const { item } of children.get(outer) ?? []) if (item.id !== undefined) inside.add(item.id);
  }
  return inside;
}
