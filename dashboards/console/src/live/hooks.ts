// What components ask of the live page.
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Entry } from "#gateway/contract/entry.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { currentMissed, followMissed, type Missed } from "./missed.ts";
import {
  currentLatest,
  currentLine,
  followEntries,
  followLatest,
  followLine,
  type LatestByDevice,
  type Line,
} from "./store.ts";

const NONE: readonly LatestPoint[] = [];

/** The state of the event stream. */
export function useLine(): Line {
  return useSyncExternalStore(followLine, currentLine);
}

/** What this page was not told of, until somebody has read that; null: nothing. */
export function useMissed(): Missed | null {
  return useSyncExternalStore(followMissed, currentMissed);
}

/** The newest values of every device that may be seen. */
export function useLatest(): LatestByDevice {
  return useSyncExternalStore(followLatest, currentLatest);
}

/** The newest values of one device; drawn again only when they change. */
export function useDeviceLatest(device: string): readonly LatestPoint[] {
  return useSyncExternalStore(followLatest, () => currentLatest().get(device) ?? NONE);
}

/** Calls `act` for each new entry but readings while the component is shown. */
export function useEntries(act: (entry: Entry) => void): void {
  const newest = useRef(act);
  newest.current = act;
  useEffect(() => followEntries((entry) => newest.current(entry)), []);
}
