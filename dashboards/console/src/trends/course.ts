// The course of a value as it is drawn, listed and saved: from the answer of /history and what came live since. Pure.

import type { Value } from "#gateway/contract/entry.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";

export interface Bucket {
  readonly at: string;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly last: number | null;
  readonly bad: number;
}

export interface HistoryAnswer {
  readonly unit: string;
  readonly complete: boolean;
  readonly next: string | null;
  readonly step?: string;
  readonly buckets?: readonly Bucket[];
  readonly readings?: readonly { readonly at: string; readonly value: Value | null; readonly quality: string }[];
}

/** One moment: a reading, or the figures of one step that begins there. */
export interface Moment {
  readonly atMs: number;
  /** The reading, or the mean of a step; null: no valid value. */
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly bad: boolean;
}

const NOTHING = { value: null, min: null, max: null };

function numberOf(value: Value | null): number | null {
  return typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : null;
}

/** The moments of an answer, oldest first. */
export function momentsOf({ buckets, readings }: HistoryAnswer): Moment[] {
  if (buckets !== undefined)
    return buckets.map(({ at, min, max, mean, count, bad }) =>
      count === 0
        ? { atMs: Date.parse(at), ...NOTHING, bad: bad > 0 }
        : { atMs: Date.parse(at), value: mean, min, max, bad: bad > 0 },
    );
  return (readings ?? []).map(({ at, value, quality }) => {
    const number = quality === "bad" ? null : numberOf(value);
    return { atMs: Date.parse(at), value: number, min: number, max: number, bad: quality === "bad" };
  });
}

/** A newest value as a moment; null when it is none yet. */
export function momentOf({ measuredAt, value, quality }: LatestPoint): Moment | null {
  if (measuredAt === null) return null;
  const number = quality === "bad" ? null : numberOf(value);
  return { atMs: Date.parse(measuredAt), value: number, min: number, max: number, bad: quality === "bad" };
}

/** Live values as figures of steps, as the answer has them: a mean and a single value would not be one line. */
export function folded(live: readonly Moment[], stepMs: number): Moment[] {
  const steps = new Map<number, Moment[]>();
  for (const moment of live) {
    const atMs = Math.floor(moment.atMs / stepMs) * stepMs;
    const together = steps.get(atMs);
    if (together === undefined) steps.set(atMs, [moment]);
    else together.push(moment);
  }
  return [...steps].map(([atMs, moments]) => {
    const values = moments.map(({ value }) => value).filter((value) => value !== null);
    const bad = moments.some((moment) => moment.bad);
    if (values.length === 0) return { atMs, ...NOTHING, bad };
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { atMs, value: mean, min: Math.min(...values), max: Math.max(...values), bad };
  });
}

/** Values with nothing beside them to draw a line to. */
export function alone(moments: readonly Moment[]): Moment[] {
  const has = (index: number) => moments[index]?.value !== null && moments[index] !== undefined;
  return moments.filter((_, index) => has(index) && !has(index - 1) && !has(index + 1));
}

/** The answer with what came live after it, within the range. */
export function joined(past: readonly Moment[], live: readonly Moment[], fromMs: number): Moment[] {
  const lastMs = past.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
  return [...past, ...live.filter(({ atMs }) => atMs > lastMs)].filter(({ atMs }) => atMs >= fromMs);
}

/** Puts a moment without value where nothing came for longer than `gapMs`, so that no line is drawn across it. */
export function withGaps(moments: readonly Moment[], gapMs: number): Moment[] {
  return moments.flatMap((moment, index) => {
    const before = moments[index - 1];
    if (before === undefined || moment.atMs - before.atMs <= gapMs) return [moment];
    return [{ atMs: before.atMs + 1, ...NOTHING, bad: false }, moment];
  });
}

/** One stretch of a state strip. `mixed`: it changed within a step. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: "on" | "off" | "mixed" | "bad";
}

function stateOf({ value, min, max }: Moment): Stretch["state"] {
  if (value === null) return "bad";
  return min !== max ? "mixed" : value === 0 ? "off" : "on";
}

/** The stretches of a point that is true or false: each holds until the next moment, but not across a gap. */
export function stretchesOf(moments: readonly Moment[], gapMs: number, toMs: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [index, moment] of moments.entries()) {
    if (moment.value === null && !moment.bad) continue;
    const nextMs = moments[index + 1]?.atMs ?? toMs;
    const endMs = Math.min(nextMs, moment.atMs + gapMs, toMs);
    const state = stateOf(moment);
    const before = stretches.at(-1);
    if (before !== undefined && before.state === state && before.toMs >= moment.atMs)
      stretches[stretches.length - 1] = { ...before, toMs: endMs };
    else if (endMs > moment.atMs) stretches.push({ fromMs: moment.atMs, toMs: endMs, state });
  }
  return stretches;
}

/** A stretch in which there is nothing to draw. `bad`: something came, but no valid value. */
export interface Hole {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: "missing" | "bad";
}

/** Where nothing came for longer than `gapMs`, or nothing valid; each moment stands for `stepMs` from its time on. */
export function holesOf(
  moments: readonly Moment[],
  { fromMs, toMs, gapMs, stepMs }: { fromMs: number; toMs: number; gapMs: number; stepMs: number },
): Hole[] {
  const holes: Hole[] = [];
  let doneMs = fromMs;
  for (const [index, moment] of moments.entries()) {
    if (moment.atMs - doneMs > gapMs) holes.push({ fromMs: doneMs, toMs: moment.atMs, kind: "missing" });
    const nextMs = moments[index + 1]?.atMs ?? toMs;
    const endMs = Math.min(nextMs - moment.atMs > gapMs ? moment.atMs + stepMs : nextMs, toMs);
    if (moment.value === null && moment.bad) {
      const before = holes.at(-1);
      if (before?.kind === "bad" && before.toMs >= moment.atMs) holes[holes.length - 1] = { ...before, toMs: endMs };
      else if (endMs > moment.atMs) holes.push({ fromMs: moment.atMs, toMs: endMs, kind: "bad" });
    }
    doneMs = moment.atMs + stepMs;
  }
  if (toMs - doneMs > gapMs) holes.push({ fromMs: doneMs, toMs, kind: "missing" });
  return holes;
}

/** The moment nearest to a time, not farther than `withinMs`; moments are in order of time. */
export function nearest(moments: readonly Moment[], atMs: number, withinMs: number): Moment | null {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle]?.atMs ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  const candidates = [moments[low - 1], moments[low]].filter((one) => one !== undefined);
  const near = candidates.sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))[0];
  return near === undefined || Math.abs(near.atMs - atMs) > withinMs ? null : near;
}
