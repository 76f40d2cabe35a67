// How a device is, in one word that can be sorted: worst first. Pure.
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Device } from "../api/types.ts";
import { trustOf } from "../live/staleness.ts";
import type { Line } from "../live/store.ts";

/** Worst first: lists are sorted in this order. */
export const CONDITIONS = ["down", "bad", "stale", "never", "fine", "disabled"] as const;
export type Condition = (typeof CONDITIONS)[number];

/**
 * How a device is at the gateway's time `now`. `down`: known to be away. `bad`: there, but a value is not valid. `stale`: there, but
 * a value is older than it may be. `never`: nothing was ever heard of it.
 */
export function conditionOf(device: Device, points: readonly LatestPoint[], now: number, line: Line): Condition {
  if (!device.enabled) return "disabled";
  // `online` is null for a device of which nothing was ever heard: it is not away, it was never there.
  if ((device.online === undefined ? device.connected : device.online) === false) return "down";
  const trusts = new Set(points.map((point) => trustOf(point, now, line)));
  if (trusts.has("bad")) return "bad";
  if (trusts.has("stale")) return "stale";
  const heard = trusts.has("fresh") || trusts.has("uncertain");
  // A card reader has no points: that it is there is all there is to know.
  return heard || (device.online ?? device.connected) === true ? "fine" : "never";
}

/** Place in a list sorted worst first. */
export function severityOf(condition: Condition): number {
  return CONDITIONS.indexOf(condition);
}
