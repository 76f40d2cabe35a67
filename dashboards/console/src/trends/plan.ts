// How the past of a point is asked for over a range: readings themselves for an hour, figures in steps for more. Pure.
import { parseDuration } from "#gateway/contract/time.ts";
import type { Device } from "../api/types.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const RAW_UP_TO_MS = 60 * MINUTE_MS;
/** About as many as a chart has pixels for. */
const MOST_STEPS = 750;
/** Figures per minute are kept for so long; older ones are per quarter of an hour, and the oldest per day. */
const MINUTES_KEPT_MS = 30 * DAY_MS;
const QUARTERS_KEPT_MS = 400 * DAY_MS;
const QUARTER_MS = 15 * MINUTE_MS;

const STEPS = ["1min", "2min", "3min", "5min", "10min", "15min", "30min", "1h", "2h", "3h", "6h", "12h", "1d", "7d"];

/** More readings than this are too many to draw as they are: then figures are asked for also for an hour. */
export const MOST_READINGS = 4000;
export const FINEST_STEP = "1min";

/** The step of the figures over a range; null: the readings themselves. */
export function stepFor(fromMs: number, toMs: number, nowMs: number): string | null {
  const length = toMs - fromMs;
  if (length <= RAW_UP_TO_MS && nowMs - fromMs < MINUTES_KEPT_MS) return null;
  const age = nowMs - fromMs;
  // A little of a range may be older than what is kept; it is then missing there, and not in the rest.
  const finest = age > QUARTERS_KEPT_MS ? DAY_MS : age > MINUTES_KEPT_MS + DAY_MS ? QUARTER_MS : MINUTE_MS;
  const fits = (step: string) => {
    const ms = parseDuration(step) ?? 0;
    return ms >= finest && ms % finest === 0 && length / ms <= MOST_STEPS;
  };
  return STEPS.find(fits) ?? "30d";
}

/** Nothing for longer than this is a gap: a device that reports on change is not gone because nothing changed. */
export function gapMs(device: Device | undefined, step: string | null): number {
  const ms = (text: string | null | undefined) =>
    text === null || text === undefined ? 0 : (parseDuration(text) ?? 0);
  if (step !== null) return Math.max(1.5 * ms(step), 1.5 * ms(device?.report?.atLeast));
  return Math.max(ms(device?.staleAfter), 2.5 * ms(device?.every), 1.5 * ms(device?.report?.atLeast), MINUTE_MS / 6);
}

/** The path that asks for it; without `toMs` up to now. */
export function historyPath(
  { device, point }: { readonly device: string; readonly point: string },
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number | null },
  step: string | null,
): string {
  const params = new URLSearchParams({ device, point, from: new Date(fromMs).toISOString() });
  if (toMs !== null) params.set("to", new Date(toMs).toISOString());
  if (step === null) params.set("limit", String(MOST_READINGS));
  else params.set("step", step);
  return `/history?${params}`;
}
