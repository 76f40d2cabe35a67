// How long the link waits for what: answers, signs of life, the next try. Pure.

export interface Patience {
  /** A frame or hello without answer is sent again after this (contract §9). */
  readonly answerMs: number;
  /** A hello is repeated this often: it tells the county the time and that we live. */
  readonly helloMs: number;
  /** What the county misses may still be on its way when it was sent within this. */
  readonly underWayMs: number;
  /** A line on which nothing at all was heard for so long is cut: it is half open. */
  readonly silenceMs: number;
  /** The broker lives, but nobody answers for so long: it may have forgotten what we subscribed to. */
  readonly unansweredMs: number;
  /** How often all this is looked at. */
  readonly lookMs: number;
  /** First wait before another try, and the longest: all campuses are back within half a minute of a county that was away. */
  readonly firstRetryMs: number;
  readonly lastRetryMs: number;
  /** A connection that lasted so long was a good one: the next wait begins small again. */
  readonly stableMs: number;
}

export const PATIENCE: Patience = {
  answerMs: 30_000,
  helloMs: 60_000,
  underWayMs: 5000,
  silenceMs: 60_000,
  unansweredMs: 300_000,
  lookMs: 1000,
  firstRetryMs: 1000,
  lastRetryMs: 25_000,
  stableMs: 60_000,
};

/** Full jitter: anything up to twice as long as the time before, so that hundreds of campuses do not come back in step. */
export function retryAfter(failures: number, patience: Patience, random: () => number): number {
  const longest = Math.min(patience.lastRetryMs, patience.firstRetryMs * 2 ** Math.min(failures, 30));
  return Math.ceil(random() * longest);
}
