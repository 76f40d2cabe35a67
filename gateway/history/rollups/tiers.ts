// The three sizes of roll-ups, how long each is kept, and how their places in the file are numbered. Pure.
import type { BucketStart } from "../steps.ts";
import { bucketStartOf } from "../steps.ts";

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Position in TIERS: 0 minutes, 1 quarters of an hour, 2 days of the campus. */
export type TierNo = 0 | 1 | 2;

export interface Tier {
  readonly name: "1min" | "15min" | "1d";
  /** Length, ms; a day of the campus may have an hour more or less. */
  readonly ms: number;
  /** Minutes of one packed row; null: its buckets are few and stay rows of their own. */
  readonly chunkMinutes: number | null;
  /** Null: for ever. */
  readonly keepMs: number | null;
}

export const TIERS: readonly [Tier, Tier, Tier] = [
  { name: "1min", ms: MINUTE_MS, chunkMinutes: 240, keepMs: 30 * DAY_MS },
  { name: "15min", ms: 15 * MINUTE_MS, chunkMinutes: 1440, keepMs: 400 * DAY_MS },
  { name: "1d", ms: DAY_MS, chunkMinutes: null, keepMs: null },
];

export const TIER_NUMBERS: readonly TierNo[] = [0, 1, 2];

/** Where buckets of a tier begin, in whole minutes since 1970: how the file numbers them. */
export function startMinuteOf(tier: TierNo, timezone: string): (minute: number) => number {
  const quarter = TIERS[1].ms / MINUTE_MS;
  switch (tier) {
    case 0:
      return (minute) => minute;
    case 1:
      return (minute) => Math.floor(minute / quarter) * quarter;
    case 2: {
      const startOf: BucketStart = bucketStartOf(DAY_MS, timezone);
      return (minute) => Math.floor(startOf(minute * MINUTE_MS) / MINUTE_MS);
    }
  }
}

const CHUNKS = 2 ** 24;
const SERIES = 2 ** 24;

/** The number of a packed row: those of one tier and series lie side by side, by time. */
export function chunkId(tier: TierNo, series: number, chunk: number): number {
  return (tier * SERIES + series) * CHUNKS + chunk;
}

/** Which packed row of its series a minute belongs to. */
export function chunkOf(tier: TierNo, minute: number): number {
  return Math.floor(minute / (TIERS[tier].chunkMinutes ?? Number.POSITIVE_INFINITY));
}

/** The first minute of a packed row. */
export function chunkStart(tier: TierNo, chunk: number): number {
  return chunk * (TIERS[tier].chunkMinutes ?? 0);
}

/** Every minute at which a bucket of this packed row may begin. */
export function startsInChunk(tier: TierNo, chunk: number): number[] {
  const { chunkMinutes, ms } = TIERS[tier];
  const first = chunkStart(tier, chunk);
  const every = ms / MINUTE_MS;
  return Array.from({ length: (chunkMinutes ?? 0) / every }, (_, i) => first + i * every);
}
