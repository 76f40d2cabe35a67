// The stretch of time that is looked at: the address's range as two moments, moving on with the clock in steps that a chart can show.
import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { gatewayNow, useNowEvery } from "../live/clock.ts";
import { boundsOf, type Preset, putRange, type Range, rangeOf } from "../words/range.ts";

export const TREND_PRESETS = ["1h", "6h", "1d", "7d", "30d", "1y"] as const satisfies readonly Preset[];
const FIRST: Preset = "1h";

/** Thousands of dots are not drawn anew with each value: guard rooms have old computers. */
const REDRAWN_S = 5;
const STEPS_SHOWN = 700;
const SHORTEST_MS = 60_000;

export interface Window {
  readonly range: Range;
  readonly fromMs: number;
  readonly toMs: number;
  /** It ends now, and goes on. */
  readonly moving: boolean;
}

/** The window of the address, and how to look at another. */
export function useWindow(): { readonly window: Window; readonly look: (range: Range) => void } {
  const [params, setParams] = useSearchParams();
  const range = rangeOf(params, FIRST);
  const lengthMs = boundsLength(range);
  const everyS = Math.max(REDRAWN_S, Math.floor(lengthMs / 1000 / STEPS_SHOWN));
  const toMs = useNowEvery(everyS) + everyS * 1000;
  const look = useCallback(
    (next: Range) =>
      setParams((before) => {
        const after = new URLSearchParams(before);
        putRange(after, next, FIRST);
        return after;
      }),
    [setParams],
  );
  const window =
    "preset" in range
      ? { range, fromMs: toMs - lengthMs, toMs, moving: true }
      : { range, fromMs: range.from, toMs: range.to, moving: false };
  return { window, look };
}

function boundsLength(range: Range): number {
  const { from, to } = boundsOf(range, 0);
  return (to ?? 0) - (from ?? 0);
}

const AROUND_MS = 3 * 3_600_000;

/** The hours around something that happened, as an address names them; those before now when it is not over yet. */
export function rangeAround(at: string | null): URLSearchParams {
  const ms = at === null ? Number.NaN : Date.parse(at);
  if (Number.isNaN(ms) || ms + AROUND_MS > gatewayNow()) return new URLSearchParams({ range: "6h" });
  const params = new URLSearchParams();
  putRange(params, { from: ms - AROUND_MS, to: ms + AROUND_MS }, FIRST);
  return params;
}

/** The window of another length around its middle, or moved by a share of its length; never beyond now. */
export function changed({ fromMs, toMs }: Window, by: { factor?: number; move?: number }, nowMs: number): Range {
  const length = Math.max(SHORTEST_MS, (toMs - fromMs) * (by.factor ?? 1));
  const middle = (fromMs + toMs) / 2 + (by.move ?? 0) * (toMs - fromMs);
  const to = Math.min(Math.round(middle + length / 2), Math.max(nowMs, Math.round(length)));
  return { from: Math.round(to - length), to };
}
