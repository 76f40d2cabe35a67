// The share of the time in which a campus was connected, of that in which it was to be and in which anybody looked: planned power-offs, the time
// before it was first heard and the time in which the county itself was off count neither way. Pure.
import { common, lengthOf, merged, type Span, without } from "./spans.ts";

export interface Watched {
  /** When the campus was connected. */
  readonly links: readonly Span[];
  /** When this service ran; what lies before the first of them counts as watched. */
  readonly runs: readonly Span[];
  /** When its power was off as planned. */
  readonly planned: readonly Span[];
}

/** A county that is killed has noted its run until half a minute before: a shorter pause than this is none. */
const PAUSE_MS = 60_000;
const PRECISION = 10_000;

/** 0–1 over the time until `nowMs`, back to `fromMs` or to when the campus was first heard; 0 when it never was. */
export function availabilityOf({ links, runs, planned }: Watched, fromMs: number, nowMs: number): number {
  const connected = merged(links);
  const [first] = connected;
  if (first === undefined) return 0;
  const window = [{ fromMs: Math.max(fromMs, first.fromMs), toMs: nowMs }];
  const due = without(common(window, watched(runs, nowMs)), merged(planned));
  const dueMs = lengthOf(due);
  // Nothing was due: who is connected all the same is well.
  if (dueMs === 0) return connected.at(-1)?.toMs === nowMs ? 1 : 0;
  return Math.round((lengthOf(common(due, connected)) / dueMs) * PRECISION) / PRECISION;
}

/** When anybody looked. */
function watched(runs: readonly Span[], nowMs: number): Span[] {
  const known = merged(runs);
  const [first] = known;
  if (first === undefined) return [{ fromMs: 0, toMs: nowMs }];
  const before = { fromMs: 0, toMs: first.fromMs };
  const extended = known.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs + PAUSE_MS }));
  return merged([before, ...extended]);
}
