// Whether a value may still be shown as live.
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { parseDuration } from "#gateway/contract/time.ts";
import type { Line } from "./store.ts";

/** How a point is drawn: `fresh` in full, `stale` greyed with its age, `bad` as a dash with the reason, `never` likewise: nothing is wrong
 * with it, it has not come yet. */
export type Trust = "fresh" | "uncertain" | "stale" | "bad" | "never";

/** Trust of a point at the gateway's time `now`. A broken line makes everything stale: nothing on screen is known to be true any more. */
export function trustOf(point: LatestPoint, now: number, line: Line): Trust {
  if (point.receivedAt === null) return "never";
  if (point.quality === "bad") return point.reason === "never" ? "never" : "bad";
  const limit = parseDuration(point.staleAfter) ?? 0;
  const age = now - Date.parse(point.measuredAt ?? point.receivedAt);
  if (line.state === "broken" || age > limit) return "stale";
  return point.quality === "uncertain" ? "uncertain" : "fresh";
}
