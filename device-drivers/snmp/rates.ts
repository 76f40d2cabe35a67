// Counters → how fast they go: over the end of their 64 or 32 bits, and not at all after a restart. Pure.

/** What a counter said, and when by our rising clock. */
export interface Count {
  readonly value: bigint;
  readonly atMs: number;
}

/** Faster than any port: a counter that was set, not one that ran over. */
const FASTEST_PER_S = 1e12 / 8;
/** Two looks within this say nothing about speed. */
const SHORTEST_MS = 50;

/**
 * Units per second between two looks; null when it cannot be said. `bits`: how many the counter has; `restarted`: the device began
 * anew in between.
 */
export function rateOf(before: Count | undefined, now: Count, bits: 32 | 64, restarted: boolean): number | null {
  if (before === undefined || restarted) return null;
  const elapsedMs = now.atMs - before.atMs;
  if (elapsedMs < SHORTEST_MS) return null;
  const step = now.value - before.value;
  const grown = step >= 0n ? step : step + (1n << BigInt(bits));
  const rate = (Number(grown) * 1000) / elapsedMs;
  return rate > FASTEST_PER_S ? null : rate;
}
