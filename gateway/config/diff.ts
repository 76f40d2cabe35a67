// What changed between two configurations, so that a reload touches only what it must: a device that did not change keeps its connection.
import { isDeepStrictEqual } from "node:util";
import type { AlarmRule, CampusConfig, DeviceConfig } from "./campus.ts";

/** The sides of a device that somebody may have to act on. */
export const ASPECTS = [
  "name", "driver", "profile", "place", "connection", "schedule", "staleAfter", "report", "points", "enabled", "credential", "mqtt",
] as const; // biome-ignore format: a list of words
export type Aspect = (typeof ASPECTS)[number];

export interface SetDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

export interface DeviceDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Device id → what of it is different. */
  readonly changed: ReadonlyMap<string, ReadonlySet<Aspect>>;
}

export interface Difference {
  /** True when the two say the same, however the files are written. */
  readonly none: boolean;
  /** Paths that take effect only after a restart: `campus.id`, `listen.mqtt`, `tls` … */
  readonly restart: readonly string[];
  /** Name or time zone. */
  readonly campus: boolean;
  readonly journal: boolean;
  readonly influx: boolean;
  readonly county: boolean;
  /** Posts. */
  readonly duty: boolean;
  /** Plans and roads. */
  readonly notify: boolean;
  /** Whether rules hold that come with profiles and with the gateway. */
  readonly alarmDefaults: boolean;
  readonly places: SetDifference;
  readonly devices: DeviceDifference;
  readonly alarms: SetDifference & {
    /** Same rules in another order. */
    readonly reordered: boolean;
  };
}

/** What is different in `next`. */
export function difference(before: CampusConfig, next: CampusConfig): Difference {
  const differs = (key: keyof CampusConfig) => !isDeepStrictEqual(before[key], next[key]);
  const listeners = (["http", "https", "mqtt", "mqtts"] as const)
    .filter((name) => !isDeepStrictEqual(before.listen[name], next.listen[name]))
    .map((name) => `listen.${name}`);
  return {
    none: (Object.keys(next) as (keyof CampusConfig)[]).every((key) => key === "version" || !differs(key)),
    restart: [
      ...(before.campus.id === next.campus.id ? [] : ["campus.id"]),
      ...listeners,
      ...(differs("tls") ? ["tls"] : []),
    ],
    campus: !isDeepStrictEqual({ ...before.campus, id: next.campus.id }, next.campus),
    journal: differs("journal"),
    influx: differs("influx"),
    county: differs("county"),
    duty: differs("duty"),
    notify: differs("notify"),
    alarmDefaults: differs("alarmDefaults"),
    places: compare(before.places, next.places),
    devices: compareDevices(before.devices, next.devices),
    alarms: compareRules(before.alarms, next.alarms),
  };
}

function compare<T>(before: ReadonlyMap<string, T>, next: ReadonlyMap<string, T>): SetDifference {
  const ids = [...next.keys()];
  return {
    added: ids.filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !next.has(id)),
    changed: ids.filter((id) => before.has(id) && !isDeepStrictEqual(before.get(id), next.get(id))),
  };
}

function compareRules(before: readonly AlarmRule[], next: readonly AlarmRule[]): Difference["alarms"] {
  const byId = (rules: readonly AlarmRule[]) => new Map(rules.map((rule) => [rule.id, rule]));
  const kept = (rules: readonly AlarmRule[], others: ReadonlyMap<string, AlarmRule>) =>
    rules.map((rule) => rule.id).filter((id) => others.has(id));
  const reordered = !isDeepStrictEqual(kept(before, byId(next)), kept(next, byId(before)));
  return { ...compare(byId(before), byId(next)), reordered };
}

function compareDevices(
  before: ReadonlyMap<string, DeviceConfig>,
  next: ReadonlyMap<string, DeviceConfig>,
): DeviceDifference {
  const { added, removed, changed } = compare(before, next);
  const aspects = new Map<string, ReadonlySet<Aspect>>();
  for (const id of changed) {
    const [a, b] = [before.get(id), next.get(id)];
    if (a === undefined || b === undefined) continue;
    aspects.set(id, new Set(ASPECTS.filter((aspect) => !isDeepStrictEqual(sideOf(a, aspect), sideOf(b, aspect)))));
  }
  return { added, removed, changed: aspects };
}

function sideOf(device: DeviceConfig, aspect: Aspect): unknown {
  if (aspect === "schedule") return device.everyMs;
  if (aspect === "staleAfter") return device.staleAfterMs;
  if (aspect === "credential") return device.credentialSha256;
  return device[aspect];
}
