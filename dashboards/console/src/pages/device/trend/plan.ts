// How the past of a point is asked for over a range: readings themselves for an hour, figures in steps for more. Pure.
import { parseDuration } from "#gateway/contract/time.ts";
import type { Device } from "../../../api/types.ts";
import type { TrendRange } from "./chosen.ts";

const MINUTE_MS = 60_000;

/** The length of each range, ms. */
export const LENGTH_MS: Readonly<Record<TrendRange, number>> = {
  "1h": 60 * MINUTE_MS,
  "6h": 360 * MINUTE_MS,
  "24h": 1440 * MINUTE_MS,
};

/** Steps that give at most 500 figures; null: the readings themselves. */
export const STEPS: Readonly<Record<TrendRange, string | null>> = { "1h": null, "6h": "1min", "24h": "3min" };

/** More readings than this are too many to draw as they are: then figures are asked for also for an hour. */
export const MOST_READINGS = 4000;
export const FINEST_STEP = "1min";

/** Nothing for longer than this is a gap: a device that reports on change is not gone because nothing changed. */
export function gapMs(device: Device, step: string | null): number {
  const ms = (text: string | null | undefined) =>
    text === null || text === undefined ? 0 : (parseDuration(text) ?? 0);
  if (step !== null) return Math.max(1.5 * ms(step), 1.5 * ms(device.report?.atLeast));
  return Math.max(ms(device.staleAfter), 2.5 * ms(device.every), 1.5 * ms(device.report?.atLeast));
}

/** The path that asks for it. */
export function historyPath(device: string, point: string, fromMs: number, step: string | null): string {
  const params = new URLSearchParams({ device, point, from: new Date(fromMs).toISOString() });
  if (step === null) params.set("limit", String(MOST_READINGS));
  else params.set("step", step);
  return `/history?${params}`;
}
