// Like entries in a row become one line: two hundred children through the gate must not push the one alarm out of sight. Pure.
import type { Entry } from "#gateway/contract/entry.ts";

export interface Run {
  /** The newest of the run. */
  readonly entry: Entry;
  readonly count: number;
}

/** Lines that are shown at most. */
const LINES = 20;

/** Entries, newest first, with neighbours of the same type and device put together. */
export function runsOf(entries: readonly Entry[]): Run[] {
  const runs: { entry: Entry; count: number }[] = [];
  for (const entry of entries) {
    const last = runs.at(-1);
    if (last !== undefined && last.entry.type === entry.type && last.entry.device === entry.device) last.count++;
    else if (runs.push({ entry, count: 1 }) > LINES) return runs.slice(0, LINES);
  }
  return runs;
}
