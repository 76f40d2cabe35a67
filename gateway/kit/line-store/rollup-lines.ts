// Roll-ups → line protocol (contract §8). The time is the bucket's own, so that a correction takes the place of what was there. Pure.
import { tagText } from "./text.ts";

/** One bucket as the roll-ups give it. */
export interface Bucket {
  readonly step: "1min" | "15min" | "1d";
  readonly device: string;
  readonly point: string;
  readonly unit: string;
  /** When it begins, epoch ms. */
  readonly atMs: number;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number;
  readonly last: number | null;
}

const MEASUREMENTS = { "1min": "reading_1m", "15min": "reading_15m", "1d": "reading_1d" } as const;

/** The line of one bucket; one without any good value has its count alone. */
export function rollupLine(campus: string, bucket: Bucket): string {
  const { step, device, point, unit, atMs, count, min, max, sum, last } = bucket;
  const tags = `campus=${tagText(campus)},device=${tagText(device)},point=${tagText(point)},unit=${tagText(unit)}`;
  const figures = count === 0 || min === null ? "" : `,min=${min},max=${max},sum=${sum},last=${last}`;
  return `${MEASUREMENTS[step]},${tags} count=${count}i${figures} ${BigInt(atMs) * 1_000_000n}`;
}
