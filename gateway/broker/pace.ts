// How fast one device may publish while others have to wait for it. Pure: a token bucket that only counts when the store is behind.
import type { Session } from "./session.ts";

/** Sustained allowance. The busiest real device of a campus (a meter bus behind one client) stays below 100/s. */
const PER_SECOND = 2000;
/** A device that was offline for a day hands over its backlog at full speed: about 20 000 messages. */
export const BURST = 20_000;
/**
 * So many messages in the store's queue mean that somebody waits for somebody else: 500 devices with four messages each stay below it.
 * Below it nobody is slowed down, however fast it publishes, because nobody would gain from it.
 */
const CROWDED = 2048;
/** A device is never held back longer than this at a time, so that its PINGREQ is read in time. */
const LONGEST_MS = 1000;

/** Takes `count` messages from the allowance; returns for how many ms the device must not be read, usually 0. */
export function pauseFor(
  session: Pick<Session, "allowance" | "allowanceAt">,
  count: number,
  monotonic: number,
  queued: number,
): number {
  const earned = ((monotonic - session.allowanceAt) * PER_SECOND) / 1000;
  session.allowance = Math.min(BURST, session.allowance + earned) - count;
  session.allowanceAt = monotonic;
  // Debt is bounded too: a device that was fast while nobody minded does not pay for it for minutes.
  if (session.allowance < -PER_SECOND) session.allowance = -PER_SECOND;
  if (session.allowance >= 0 || queued < CROWDED) return 0;
  return Math.min(LONGEST_MS, Math.ceil((-session.allowance * 1000) / PER_SECOND));
}
