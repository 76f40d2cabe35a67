// Devices that another device publishes for (`mqtt.via`, such as those of Zigbee2MQTT): whose message it is, and who of them is there.
import type { CampusConfig } from "../config/campus.ts";
import { topicFilter } from "../contract/topic-filter.ts";
import type { Presence } from "./presence.ts";
import type { EndReason } from "./session.ts";
import type { Source } from "./source.ts";

/** The device that a topic is about; `disabled`: one of which nothing is taken; null: none of them. */
export type Through = (topic: string) => Source | "disabled" | null;

/** Finds the device among those of one bridge; null when it has none. */
export function throughOf(children: readonly { readonly source: Source; readonly enabled: boolean }[]): Through | null {
  if (children.length === 0) return null;
  const exact = new Map<string, Source | "disabled">();
  const wide: { readonly means: (topic: string) => boolean; readonly to: Source | "disabled" }[] = [];
  for (const { source, enabled } of children) {
    const to = enabled ? source : "disabled";
    for (const filter of source.foreign?.publishes ?? []) {
      if (/[+#]/.test(filter)) wide.push({ means: topicFilter(filter), to });
      else exact.set(filter, to);
    }
  }
  return (topic) => exact.get(topic) ?? wide.find(({ means }) => means(topic))?.to ?? null;
}

/** Who is there: by its connection, by that of what it comes through, and by what is said of it. */
export interface Bridges {
  /** Takes the devices of a configuration. */
  load(config: CampusConfig): void;
  connected(device: string): void;
  ended(device: string, reason: EndReason): void;
  /** A message said whether the device is there. */
  said(device: string, online: boolean): void;
  /** A message of a device that comes through another one. */
  heard(device: string): void;
  /** True while the device can be heard, as far as anybody says. */
  isThere(device: string): boolean;
}

export function createBridges(presence: Presence, wasOnline: ReadonlySet<string>): Bridges {
  let viaOf = new Map<string, string>();
  let behind = new Map<string, readonly string[]>();
  const linked = new Set<string>();
  /** What is said of a device, or was when the gateway stopped; it outlasts an absence of the bridge. */
  const own = new Map<string, boolean>();
  const there = new Set<string>();

  const isThere = (device: string): boolean => {
    const via = viaOf.get(device);
    return via === undefined
      ? linked.has(device) && own.get(device) !== false
      : isThere(via) && own.get(device) === true;
  };

  const update = (device: string, reason: EndReason) => {
    const is = isThere(device);
    if (is !== there.has(device)) {
      if (is) {
        there.add(device);
        presence.came(device);
      } else {
        there.delete(device);
        presence.went(device, reason);
      }
    }
    for (const child of behind.get(device) ?? []) update(child, "bridge-offline");
  };

  return {
    load(config) {
      viaOf = new Map(
        [...config.devices.values()].flatMap(({ id, enabled, mqtt: { via } }) =>
          via !== undefined && enabled ? [[id, via] as const] : [],
        ),
      );
      behind = new Map(
        [...Map.groupBy(viaOf, ([, via]) => via)].map(([via, pairs]) => [via, pairs.map(([child]) => child)]),
      );
      for (const device of viaOf.keys()) if (wasOnline.has(device) && !own.has(device)) own.set(device, true);
      for (const device of [...own.keys(), ...there]) if (!config.devices.get(device)?.enabled) forget(device);
      for (const device of viaOf.keys()) update(device, "bridge-offline");
    },
    connected(device) {
      linked.add(device);
      // What it said of itself was said on a connection that is no more.
      if (!viaOf.has(device)) own.delete(device);
      // Also when nobody noticed that the connection before had ended.
      there.delete(device);
      update(device, "disconnected");
    },
    ended(device, reason) {
      linked.delete(device);
      update(device, reason);
    },
    said(device, online) {
      own.set(device, online);
      update(device, "unavailable");
    },
    heard(device) {
      if (own.has(device)) return;
      own.set(device, true);
      update(device, "unavailable");
    },
    isThere,
  };

  function forget(device: string): void {
    own.delete(device);
    there.delete(device);
  }
}
