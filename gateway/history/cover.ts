// Which stores answer which part of a range: whole buckets from the largest roll-ups that fit, the edges from smaller ones, and what is
// less than a minute from the readings themselves. Pure.
import { DAY_MS, MINUTE_MS, startMinuteOf, TIER_NUMBERS, type TierNo } from "./rollups/tiers.ts";

/** A part of a range, `[fromMs, toMs)`. */
export interface Piece {
  readonly from: TierNo | "readings";
  readonly fromMs: number;
  readonly toMs: number;
}

export interface CoverWish {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly timezone: string;
  /** Since when each size of roll-ups is kept, epoch ms; −Infinity: nothing was ever deleted. */
  readonly keptSinceMs: (tier: TierNo) => number;
  /** Since when readings are kept. */
  readonly readingsSinceMs: number;
}

export interface Cover {
  /** By time, without overlap. */
  readonly pieces: readonly Piece[];
  /** Nothing that is asked for is left out because it is kept no longer. */
  readonly complete: boolean;
}

/**
 * Beyond what is kept in smaller sizes the range is widened to whole buckets: a chart of last year that begins at 10:07 begins at 10:00.
 */
export function coverOf(wish: CoverWish): Cover {
  const { fromMs, toMs, stepMs, timezone, keptSinceMs, readingsSinceMs } = wish;
  const largest: TierNo = stepMs % DAY_MS === 0 ? 2 : stepMs % (15 * MINUTE_MS) === 0 ? 1 : 0;
  const startOf = TIER_NUMBERS.map((tier) => startMinuteOf(tier, timezone));
  const floor = (tier: TierNo, ms: number) => (startOf[tier]?.(Math.floor(ms / MINUTE_MS)) ?? 0) * MINUTE_MS;
  const ceil = (tier: TierNo, ms: number) => {
    const start = floor(tier, ms);
    return start === ms ? ms : endOf(tier, start, floor);
  };
  const pieces: Piece[] = [];
  const put = (from: Piece["from"], begin: number, end: number) => {
    if (begin < end) pieces.push({ from, fromMs: begin, toMs: end });
  };

  /** What is smaller than a bucket of `tier`, from the next smaller size, or as the whole bucket where that is gone. */
  const edge = (tier: TierNo, begin: number, end: number): void => {
    if (begin >= end) return;
    const smaller = smallerThan(tier);
    const since = smaller === "readings" ? readingsSinceMs : keptSinceMs(smaller);
    if (begin < since) put(tier, floor(tier, begin), ceil(tier, end));
    else if (smaller === "readings") put("readings", begin, end);
    else cover(smaller, begin, end);
  };
  const cover = (tier: TierNo, begin: number, end: number): void => {
    const [first, last] = [ceil(tier, begin), floor(tier, end)];
    if (first > last) {
      edge(tier, begin, end);
      return;
    }
    edge(tier, begin, first);
    put(tier, first, last);
    edge(tier, last, end);
  };
  if (fromMs < toMs) cover(largest, fromMs, toMs);
  return { pieces, complete: keptSinceMs(largest) <= fromMs };
}

function smallerThan(tier: TierNo): TierNo | "readings" {
  return tier === 2 ? 1 : tier === 1 ? 0 : "readings";
}

/** Where the bucket that begins at `start` ends. */
function endOf(tier: TierNo, start: number, floor: (tier: TierNo, ms: number) => number): number {
  if (tier !== 2) return start + (tier === 1 ? 15 : 1) * MINUTE_MS;
  // Never more than a day and some hours ahead, in any zone.
  return floor(2, start + 26 * 60 * MINUTE_MS);
}
