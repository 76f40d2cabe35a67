// Which rules of trust each device is judged by: the profile's, campus.yaml over them, and of two sensors for one thing each
// against the other. Pure.
import type { CampusConfig, DeviceConfig, TrustRule } from "../../config/campus.ts";
import type { LatestPoint } from "../../contract/latest.ts";
import type { Agreement, DeviceTrust, PointTrust, Seed, Seeds } from "./rules.ts";

/** What is needed of a profile's points. */
export type TrustPoints = ReadonlyMap<string, { readonly trust?: TrustRule }>;

/** Devices of this driver send to us, when they like. */
const PUSH_DRIVER = "mqtt";
const FRESH_CYCLES = 3;
const FRESH_AT_LEAST_MS = 10_000;

/** By `device.point`: what it must agree with. */
export type Agreements = ReadonlyMap<string, readonly Agreement[]>;

/** Every pair that campus.yaml or a profile names, in both directions. */
export function agreementsOf(
  config: CampusConfig,
  pointsOf: (device: DeviceConfig) => TrustPoints | undefined,
): Agreements {
  const found = new Map<string, Agreement[]>();
  const add = (from: string, key: string, rule: Omit<Agreement, "key">) =>
    found.set(from, [...(found.get(from) ?? []), { key, ...rule }]);
  for (const device of config.devices.values()) {
    for (const [point, rule] of rulesOf(device, pointsOf(device))) {
      const { agrees } = rule;
      const other = config.devices.get(agrees?.device ?? device.id);
      if (agrees === undefined || other === undefined) continue;
      const freshMs = Math.max(freshFor(device), freshFor(other), FRESH_AT_LEAST_MS);
      const [mine, theirs] = [`${device.id}.${point}`, `${other.id}.${agrees.point}`];
      const { within, forMs } = agrees;
      add(mine, theirs, { within, forMs, freshMs });
      add(theirs, mine, { within, forMs, freshMs });
    }
  }
  return found;
}

/** The rules of a device by point; undefined when all is believed. */
export function trustOf(
  device: DeviceConfig,
  points: TrustPoints | undefined,
  agreements: Agreements,
): DeviceTrust | undefined {
  const rules = rulesOf(device, points);
  const prefix = `${device.id}.`;
  for (const key of agreements.keys())
    if (key.startsWith(prefix)) rules.set(key.slice(prefix.length), rules.get(key.slice(prefix.length)) ?? {});
  const trust = [...rules].map(([point, { agrees: _pair, ...rule }]): [string, PointTrust] => {
    const others = agreements.get(`${prefix}${point}`);
    return [point, others === undefined ? rule : { ...rule, agrees: others }];
  });
  return trust.length === 0 ? undefined : Object.fromEntries(trust);
}

/** What the newest values say of points that are judged. */
export function seedsOf(trust: DeviceTrust, latest: readonly LatestPoint[], nowMs: number): Seeds {
  return Object.fromEntries(
    latest.flatMap(({ point, lastGood, reason = null }): [string, Seed][] =>
      Object.hasOwn(trust, point) && lastGood !== null
        ? [[point, { value: lastGood.value, ageMs: nowMs - Date.parse(lastGood.measuredAt), reason }]]
        : [],
    ),
  );
}

/** How old a value of it may be that another is compared with. */
function freshFor({ driver, everyMs, staleAfterMs }: DeviceConfig): number {
  return driver === PUSH_DRIVER ? staleAfterMs : FRESH_CYCLES * everyMs;
}

function rulesOf(device: DeviceConfig, points: TrustPoints | undefined): Map<string, TrustRule> {
  const rules = new Map<string, TrustRule>();
  for (const [point, { trust }] of points ?? []) if (trust !== undefined) rules.set(point, trust);
  for (const [point, { trust }] of device.points)
    if (trust !== undefined) rules.set(point, { ...rules.get(point), ...trust });
  return rules;
}
