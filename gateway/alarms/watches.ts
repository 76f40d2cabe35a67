// Which alarms the rules make: one per rule and matching device. Pure.
import type { AlarmRule, CampusConfig, DeviceConfig, PlaceConfig } from "../config/campus.ts";
import { alarmId, type RuleAt } from "./evaluate.ts";

/** What is needed of a profile. */
export interface PointProfile {
  /** Any point may come: it is not known beforehand which. */
  readonly anyPoint: boolean;
  readonly points: ReadonlyMap<string, unknown>;
}

/** A rule at one device. */
export interface Watch {
  readonly id: string;
  readonly rule: RuleAt;
  readonly device: string;
  /** False: a device among several that may never have this point; silence counts from its first value on. */
  readonly expected: boolean;
  /** The device is disabled: nothing is expected of it. */
  readonly outOfService: boolean;
}

/** Every watch of a configuration, by alarm id. */
export function watchesOf(config: CampusConfig, profiles: ReadonlyMap<string, PointProfile>): Map<string, Watch> {
  const watches = new Map<string, Watch>();
  for (const rule of config.alarms) {
    for (const device of devicesOf(rule, config)) {
      const profile = profiles.get(device.profile);
      const known = device.points.has(rule.point) || profile?.points.has(rule.point) === true;
      if (!known && profile?.anyPoint !== true) continue;
      const id = alarmId(rule.id, device.id, rule.point);
      const expected = known || rule.target.by === "device";
      const heldBackMs = device.report?.onChange === true ? device.report.atLeastMs : 0;
      watches.set(id, {
        id,
        rule: { ...rule, heldBackMs },
        device: device.id,
        expected,
        outOfService: !device.enabled,
      });
    }
  }
  return watches;
}

/** Watches by device and point, as values come. */
export function watchesByPoint(watches: Iterable<Watch>): Map<string, Map<string, Watch[]>> {
  const byDevice = new Map<string, Map<string, Watch[]>>();
  for (const watch of watches) {
    const byPoint = byDevice.get(watch.device) ?? new Map<string, Watch[]>();
    byDevice.set(watch.device, byPoint);
    const list = byPoint.get(watch.rule.point) ?? [];
    byPoint.set(watch.rule.point, [...list, watch]);
  }
  return byDevice;
}

function devicesOf({ target }: AlarmRule, { devices, places }: CampusConfig): DeviceConfig[] {
  const all = [...devices.values()];
  switch (target.by) {
    case "device":
      return all.filter(({ id }) => id === target.id);
    case "profile":
      return all.filter(({ profile }) => profile === target.id);
    case "place": {
      const inside = placesWithin(target.id, places);
      return all.filter(({ place }) => place !== null && inside.has(place));
    }
  }
}

/** The place and all that are within it, directly or through others. */
function placesWithin(id: string, places: ReadonlyMap<string, PlaceConfig>): Set<string> {
  const inside = new Set([id]);
  // A set that grows while it is walked visits each place once, circles included.
  for (const outer of inside) for (const place of places.values()) if (place.within === outer) inside.add(place.id);
  return inside;
}
