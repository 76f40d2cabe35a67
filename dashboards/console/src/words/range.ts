// A range of time as a page keeps it in its address: a preset that moves on with the clock, or two fixed moments.
import { campusZone } from "./time.ts";

export const PRESETS = ["1h", "6h", "24h", "1d", "7d", "30d", "1y", "all"] as const;
export type Preset = (typeof PRESETS)[number];

export type Range = { readonly preset: Preset } | { readonly from: number; readonly to: number };

/** Epoch ms; null: no bound. */
export interface Bounds {
  readonly from: number | null;
  readonly to: number | null;
}

const HOUR_MS = 3_600_000;
const LENGTH_MS: Readonly<Record<Preset, number | null>> = {
  "1h": HOUR_MS,
  "6h": 6 * HOUR_MS,
  "24h": 24 * HOUR_MS,
  "1d": 24 * HOUR_MS,
  "7d": 168 * HOUR_MS,
  "30d": 720 * HOUR_MS,
  "1y": 8760 * HOUR_MS,
  all: null,
};

/** The range that an address names with `range`, or `from` and `to`; `fallback` when it names none that makes sense. */
export function rangeOf(params: URLSearchParams, fallback: Preset): Range {
  const from = Date.parse(params.get("from") ?? "");
  const to = Date.parse(params.get("to") ?? "");
  if (Number.isFinite(from) && Number.isFinite(to) && from < to) return { from, to };
  const named = PRESETS.find((preset) => preset === params.get("range"));
  return { preset: named ?? fallback };
}

/** Writes a range into an address; the fallback is not written. */
export function putRange(params: URLSearchParams, range: Range, fallback: Preset): void {
  for (const key of ["range", "from", "to"]) params.delete(key);
  if ("preset" in range) {
    if (range.preset !== fallback) params.set("range", range.preset);
    return;
  }
  params.set("from", new Date(range.from).toISOString());
  params.set("to", new Date(range.to).toISOString());
}

/** What the range means at `now`. */
export function boundsOf(range: Range, now: number): Bounds {
  if (!("preset" in range)) return { from: range.from, to: range.to };
  const length = LENGTH_MS[range.preset];
  return { from: length === null ? null : now - length, to: null };
}

/** The same moments for whoever opens a link tomorrow: a preset becomes the range that it is at `now`. */
export function fixedRange(range: Range, now: number): Range {
  const { from, to } = boundsOf(range, now);
  return from === null ? range : { from, to: to ?? now };
}

/** `YYYY-MM-DDTHH:mm` on the campus's clock. */
export function wallText(ms: number, zone = campusZone()): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((p) => p.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The moment at which the campus's clock shows `wall` (`YYYY-MM-DDTHH:mm`). An hour that is skipped in spring counts as the one after it. */
export function momentOfWall(wall: string, zone = campusZone()): number {
  const asUtc = Date.parse(`${wall}:00Z`);
  const offsetAt = (ms: number) => Date.parse(`${wallText(ms, zone)}:00Z`) - ms;
  const first = asUtc - offsetAt(asUtc);
  return asUtc - offsetAt(first);
}
