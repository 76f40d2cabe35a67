// Which rules hold at a device: those of campus.yaml, and of those that come with its profile and with the gateway the ones that the owner
// has not taken into their own hands. Pure.
import type { AlarmRule, CampusConfig, DeviceConfig, PlaceConfig, ProfileRule } from "../config/campus.ts";
import type { RuleOrigin } from "../contract/alarm-desk.ts";
import type { RuleAt } from "./evaluate.ts";
import { OFFLINE } from "./fleet.ts";

/** What is needed of a profile. */
export interface PointProfile {
  /** Any point may come: it is not known beforehand which. */
  readonly anyPoint: boolean;
  readonly points: ReadonlyMap<string, { readonly unit?: string }>;
  readonly alarms: readonly ProfileRule[];
}

/** A rule as it holds at one device. */
export interface RuleHere {
  readonly origin: RuleOrigin;
  readonly rule: RuleAt;
  /** It is certain that the device has this point. */
  readonly known: boolean;
}

/** The rules of campus.yaml with the ids of their devices, worked out once for a configuration. */
export function ownRules(config: CampusConfig): ReadonlyMap<string, readonly AlarmRule[]> {
  const byDevice = new Map<string, AlarmRule[]>();
  for (const rule of config.alarms)
    for (const { id } of devicesOf(rule, config)) {
      const list = byDevice.get(id) ?? [];
      byDevice.set(id, list);
      list.push(rule);
    }
  return byDevice;
}

/** Every rule that holds at the device; `own` are those of campus.yaml that name it. */
export function rulesAt(
  device: DeviceConfig,
  own: readonly AlarmRule[],
  profile: PointProfile | undefined,
  config: CampusConfig,
): RuleHere[] {
  const hasPoint = (point: string) => device.points.has(point) || profile?.points.has(point) === true;
  const heldBackMs = device.report?.onChange === true ? device.report.atLeastMs : 0;
  const here: RuleHere[] = own.flatMap((rule) => {
    const known = hasPoint(rule.point);
    if (!known && profile?.anyPoint !== true) return [];
    return [{ origin: "campus", rule: { ...rule, heldBackMs }, known }];
  });
  if (!config.alarmDefaults) return here;
  const place = device.place === null ? undefined : config.places.get(device.place);
  for (const { placeClasses, ...rule } of profile?.alarms ?? []) {
    if (own.some((mine) => replaces(mine, rule)) || !fits(placeClasses, place)) continue;
    if (!hasUnitOf(profile, device, rule.point)) continue;
    here.push({ origin: "profile", rule: { ...rule, heldBackMs, placeClasses }, known: true });
  }
  if (!own.some(({ id }) => id === OFFLINE.id)) {
    // Whose silence is called usual for longer, such as a sensor on batteries, is missed as much later.
    const onDelayMs = Math.max(OFFLINE.onDelayMs, device.staleAfterMs);
    const rule: RuleAt = { ...OFFLINE, onDelayMs, target: { by: "device", id: device.id } };
    here.push({ origin: "gateway", rule, known: true });
  }
  return here;
}

/** The owner's rule stands for a default of the same id, and for every default that asks the same of the same point. */
function replaces(mine: AlarmRule, given: AlarmRule): boolean {
  return mine.id === given.id || (mine.point === given.point && mine.condition.is === given.condition.is);
}

/** Limits of a machine room mean nothing in a kitchen; of a device without a place nobody knows. */
function fits(classes: readonly string[], place: PlaceConfig | undefined): boolean {
  return classes.length === 0 || place === undefined || classes.includes(place.class);
}

/** A limit is in the profile's unit. */
function hasUnitOf(profile: PointProfile | undefined, device: DeviceConfig, point: string): boolean {
  const unit = device.points.get(point)?.unit ?? null;
  return unit === null || unit === profile?.points.get(point)?.unit;
}

function devicesOf({ target }: AlarmRule, { devices, places }: CampusConfig): DeviceConfig[] {
  switch (target.by) {
    case "device": {
      const device = devices.get(target.id);
      return device === undefined ? [] : [device];
    }
    case "profile":
      return [...devices.values()].filter(({ profile }) => profile === target.id);
    case "place": {
      const inside = placesWithin(target.id, places);
      return [...devices.values()].filter(({ place }) => place !== null && inside.has(place));
    }
  }
}

/** The place and all that are within it, directly or through others. */
export function placesWithin(id: string, places: ReadonlyMap<string, PlaceConfig>): Set<string> {
  const inside = new Set([id]);
  // A set that grows while it is walked visits each place once, circles included.
  for (const outer of inside) for (const place of places.values()) if (place.within === outer) inside.add(place.id);
  return inside;
}
