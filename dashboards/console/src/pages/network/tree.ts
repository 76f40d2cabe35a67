// The devices in the order in which they are reached: each below the one that it is behind, what is down first. Pure.

import type { Value } from "#gateway/contract/entry.ts";
import { NETWORK_LEVELS, type NetworkLevel, type NodeState } from "#gateway/contract/network.ts";
import type { Label } from "../../api/types.ts";

/** The answer of GET /network. */
export interface Network {
  readonly verdict: "fine" | "down" | "unknown" | "none";
  readonly sentence: Label;
  readonly causes: readonly {
    readonly device: string | null;
    readonly name: string;
    readonly level: NetworkLevel;
    readonly behind: number;
  }[];
  readonly devices: readonly NetworkDevice[];
}

export interface NetworkDevice {
  readonly device: string;
  readonly name: string;
  readonly level: NetworkLevel;
  readonly behind: string | null;
  readonly state: NodeState;
  readonly explainedBy: string | null;
  readonly explained: boolean;
  readonly figures: readonly { readonly point: string; readonly value: Value; readonly unit: string }[];
}

export interface Row {
  readonly device: NetworkDevice;
  readonly depth: number;
}

const STATES: readonly NodeState[] = ["down", "unknown", "up", "disabled"];

/** Every device once, also those that are in a circle or behind something that is not there. */
export function rowsOf(devices: readonly NetworkDevice[]): Row[] {
  const known = new Set(devices.map(({ device }) => device));
  const below = new Map<string | null, NetworkDevice[]>();
  for (const device of devices) {
    const before = device.behind !== null && known.has(device.behind) ? device.behind : null;
    below.set(before, [...(below.get(before) ?? []), device]);
  }
  const rows: Row[] = [];
  const shown = new Set<string>();
  const show = (before: string | null, depth: number) => {
    for (const device of (below.get(before) ?? []).sort(inOrder)) {
      if (shown.has(device.device)) continue;
      shown.add(device.device);
      rows.push({ device, depth });
      show(device.device, depth + 1);
    }
  };
  show(null, 0);
  for (const device of devices) if (!shown.has(device.device)) rows.push({ device, depth: 0 });
  return rows;
}

function inOrder(a: NetworkDevice, b: NetworkDevice): number {
  return (
    NETWORK_LEVELS.indexOf(a.level) - NETWORK_LEVELS.indexOf(b.level) ||
    STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
    a.name.localeCompare(b.name)
  );
}
