// How long what waits for the county will take, by what is seen of it: no guess before enough was seen. Pure.
import type { CountyState } from "../../api/types.ts";

export interface Sample {
  readonly atMs: number;
  /** Bytes that wait, about. */
  readonly waiting: number;
}

export type Draining =
  | { readonly kind: "done" }
  /** Too little was seen. */
  | { readonly kind: "unknown" }
  | { readonly kind: "grows" }
  | { readonly kind: "falls"; readonly restMs: number };

/** A figure that is still to be packed takes about so many bytes on the way. */
const FIGURE_BYTES = 6;
const KEPT_MS = 180_000;
const LEAST_MS = 20_000;
/** A batch of alarms on its way is no backlog. */
const NOTHING_BYTES = 2048;

/** All that waits, as one number that falls while the county catches up. */
export function waitingBytes({ lanes, figuresBehind }: Pick<CountyState, "lanes" | "figuresBehind">): number {
  return Object.values(lanes).reduce((sum, { bytes }) => sum + bytes, figuresBehind * FIGURE_BYTES);
}

/** The samples with a new one; those of more than three minutes ago are forgotten. */
export function withSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  if (samples.at(-1)?.atMs === next.atMs) return samples;
  return [...samples.filter(({ atMs }) => atMs > next.atMs - KEPT_MS), next];
}

/** What the samples say. */
export function drainingOf(samples: readonly Sample[]): Draining {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return { kind: "unknown" };
  if (last.waiting <= NOTHING_BYTES) return { kind: "done" };
  const spanMs = last.atMs - first.atMs;
  if (spanMs < LEAST_MS) return { kind: "unknown" };
  const perMs = (first.waiting - last.waiting) / spanMs;
  return perMs > 0 ? { kind: "falls", restMs: last.waiting / perMs } : { kind: "grows" };
}
