// Which alarms the rules make: one per rule and matching device, and one per shared link. Pure.

import { createHash } from "node:crypto";
import type { CampusConfig } from "../config/campus.ts";
import type { RuleOrigin } from "../contract/alarm-desk.ts";
import { REACH_POINT } from "../contract/network.ts";
import { conditionText, type RuleAt } from "./evaluate.ts";
import { asBridged, bridgesOf, linkOf, linksOf, OFFLINE } from "./fleet.ts";
import { inNetwork, isUnreached, networkCauses } from "./network.ts";
import { ownRules, type PointProfile, rulesAt } from "./rules.ts";

/** A rule at one device, or at one link. */
export interface Watch {
  readonly id: string;
  readonly rule: RuleAt;
  readonly origin: RuleOrigin;
  /** Null: it watches a link. */
  readonly device: string | null;
  /** The link that it watches, or that its device is on. */
  readonly link: string | null;
  /** False: a device among several that may never have this point; silence counts from its first value on. */
  readonly expected: boolean;
  /** The device is disabled: nothing is expected of it. */
  readonly outOfService: boolean;
  /** Alarms that explain this one while they are active, the topmost cause first. */
  readonly causes: readonly string[];
}

/** Every watch of a configuration, by alarm id. */
export function watchesOf(config: CampusConfig, profiles: ReadonlyMap<string, PointProfile>): Map<string, Watch> {
  const watches = new Map<string, Watch>();
  const links = linksOf(config);
  for (const { id, rule } of links.values()) {
    const alarm = alarmId(rule.id, id, null);
    watches.set(alarm, {
      id: alarm, rule, origin: "gateway", device: null, link: id, expected: true, outOfService: false, causes: [],
    }); // biome-ignore format: one watch
  }
  const own = ownRules(config);
  const network = networkCauses(config, profiles, (device, rule) => {
    const mine = (own.get(device) ?? []).filter(isUnreached);
    const reach = [...mine.map(({ id }) => id), ...(rule === null ? [] : [rule])];
    return [...reach.map((id) => alarmId(id, device, REACH_POINT)), offlineId(device)];
  });
  const bridges = bridgesOf(config);
  for (const device of config.devices.values()) {
    const link = links.get(linkOf(device) ?? "");
    const hung = network(device);
    const { via } = device.mqtt;
    const bridge = via === undefined ? [] : [offlineId(via)];
    const above = [...hung.alarms, ...bridge, ...(link === undefined ? [] : [alarmId(link.rule.id, link.id, null)])];
    const mine = own.get(device.id) ?? [];
    for (const { origin, rule, known } of inNetwork(
      rulesAt(device, mine, profiles.get(device.profile), config),
      hung,
    )) {
      const id = alarmId(rule.id, device.id, rule.point);
      watches.set(id, {
        id,
        rule: asBridged(rule, via !== undefined, bridges.has(device.id)),
        origin,
        device: device.id,
        link: link?.id ?? null,
        expected: known || rule.target?.by === "device",
        outOfService: !device.enabled,
        causes: causesOf(rule, device.id, above, hung.alarms),
      });
    }
  }
  return watches;
}

/** Equal for configurations that watch the same. */
export function watchedText(watches: ReadonlyMap<string, Watch>): string {
  const hash = createHash("sha256");
  for (const id of [...watches.keys()].sort()) hash.update(`${id} ${conditionText(watches.get(id)?.rule as RuleAt)}\n`);
  return hash.digest("hex");
}

/** Only missing and bad values, and not being reached, are explained by a device or link that is gone. */
function causesOf(
  rule: RuleAt,
  device: string,
  above: readonly string[],
  network: readonly string[],
): readonly string[] {
  const { condition } = rule;
  switch (condition.is) {
    case "noData":
    case "badFor":
      return [...above, offlineId(device)];
    case "offline":
      return above;
    case "equals":
      return isUnreached(rule) ? network : [];
    case "above":
    case "below":
      return [];
  }
}

/** `rule.device.point`; without point for what is about the device or link as a whole. */
function alarmId(rule: string, whose: string, point: string | null): string {
  return point === null ? `${rule}.${whose}` : `${rule}.${whose}.${point}`;
}

/** The alarm that says that a device does not answer. */
export function offlineId(device: string): string {
  return alarmId(OFFLINE.id, device, null);
}
