// Whether a number can follow the one before it, pure: how fast it may change, and how a counter may fall.
import type { Kept, PointTrust } from "./rules.ts";

/** A counter that was so near its end, and is so near its beginning now, has rolled over. */
const ROLL_OVER_SHARE = 0.1;

type Rule = Pick<PointTrust, "jump" | "counter">;

/** Why `now` cannot follow `before`, in words; null if it can. */
export function implausible({ jump, counter }: Rule, before: Kept, now: Kept): string | null {
  if (typeof before.value !== "number" || typeof now.value !== "number") return null;
  const change = now.value - before.value;
  if (counter !== undefined && change < 0) {
    return rolledOver(counter.wrapsAt, before.value, now.value)
      ? null
      : `${now.value} after ${before.value}, but it only rises`;
  }
  if (jump === undefined) return null;
  const most = jump.by * Math.max(1, (now.atMs - before.atMs) / jump.withinMs);
  return Math.abs(change) > most ? `${now.value} after ${before.value} is too much at once` : null;
}

/** True when a counter that ends at `wrapsAt` has gone from its last part into its first. */
export function rolledOver(wrapsAt: number | null, before: number, now: number): boolean {
  if (wrapsAt === null || before > wrapsAt || now < 0) return false;
  return wrapsAt - before + now <= wrapsAt * ROLL_OVER_SHARE;
}
