// When polls were made that were not journaled (contract §4, `held`). Pure.

/**
 * The time of the i-th of `held` polls: evenly between the reading before and the one that tells of them. `beforeMs` null: nobody knows
 * the reading before, and they count at the one that tells of them. `heldMs`: they lie at most so long before it; 0: nobody knows.
 */
export function heldPoll(i: number, held: number, measuredMs: number, beforeMs: number | null, heldMs: number): number {
  if (beforeMs === null || beforeMs >= measuredMs) return measuredMs;
  const apart = measuredMs - beforeMs;
  // After a stop of the gateway the reading before is far away, and the polls are not.
  const span = heldMs > 0 ? Math.min(apart, heldMs) : apart;
  return Math.round(measuredMs - (span * (held + 1 - i)) / (held + 1));
}
