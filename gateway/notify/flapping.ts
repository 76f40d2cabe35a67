// Alarms that come and go: three changes within a minute make one call with a count of what would have been many. Pure.
import type { Moment } from "../kit/steady-clock.ts";

/** ISA-18.2's chatter, as gateway/alarms counts it. */
const CHATTER = { changes: 3, withinMs: 60_000 };
/** Raised again so soon after its end it is the same trouble. */
const SAME_WITHIN_MS = 10 * 60_000;

export interface Flapping {
  /** Moments of the raises and clears of the last minute. */
  readonly changes: readonly Moment[];
  /** So many raises were taken as one call; 0: it does not come and go. */
  readonly merged: number;
  /** The occurrence that the call began with; null: it never came and went. */
  readonly from: number | null;
  /** Somebody has acknowledged it while it came and went. */
  readonly answered: boolean;
  /** Its end is told when it is calm. */
  readonly endDue: boolean;
}

export const NO_FLAPPING: Flapping = { changes: [], merged: 0, from: null, answered: false, endDue: false };

/** One more raise or clear. */
export function withChange(flapping: Flapping, at: Moment): Flapping {
  return { ...flapping, changes: [...recent(flapping.changes, at), at].slice(-CHATTER.changes) };
}

/** Raised again after `before`: whether that is the same trouble that comes and goes. */
export function raisedAgain(
  before: { readonly occurrence: number; readonly endedAt: Moment | null; readonly flapping: Flapping },
  at: Moment,
): Flapping {
  const next = withChange(before.flapping, at);
  const isSame = before.endedAt !== null && at - before.endedAt < SAME_WITHIN_MS;
  if (!isSame || next.changes.length < CHATTER.changes) return { ...NO_FLAPPING, changes: next.changes };
  const { merged, from, answered } = before.flapping;
  const first = merged > 0 ? (from ?? before.occurrence) : before.occurrence;
  return { changes: next.changes, merged: merged + 1, from: first, answered, endDue: false };
}

/** No change within the last minute: whatever is raised now does not belong to it any more. */
export function hasCalmed({ changes }: Flapping, at: Moment): boolean {
  return recent(changes, at).length === 0;
}

/** True when a call that is over need not be remembered any more. */
export function isForgettable(
  { endedAt, flapping }: { readonly endedAt: Moment | null; readonly flapping: Flapping },
  at: Moment,
): boolean {
  return endedAt !== null && !flapping.endDue && at - endedAt >= SAME_WITHIN_MS;
}

function recent(changes: readonly Moment[], at: Moment): readonly Moment[] {
  return changes.filter((moment) => moment > at - CHATTER.withinMs);
}
