// Who is at a post, by what the roster says and by who has signed on there. Pure.
import type { Roster, Turn } from "../roster/roster.ts";

/** Guards relieve one another before the hour: who signs on so early is of the turn to come. */
export const EARLY_MS = 60 * 60_000;
/** Nobody stays longer: a sign-on that was never ended says nothing any more. */
const LONGEST_MS = 24 * 60 * 60_000;

export interface SignOn {
  readonly persons: readonly string[];
  readonly sinceMs: number;
  /** The account. */
  readonly by: string;
}

/** It says nothing any more; nor does one that is as long to come, which a wrong clock has made. */
function isOld({ sinceMs }: SignOn, nowMs: number): boolean {
  return Math.abs(nowMs - sinceMs) > LONGEST_MS;
}

/** True while nobody else's turn has begun since they signed on. A clock that went back by less than a day makes no sign-on old. */
export function isCurrent(signOn: SignOn, running: readonly Turn[], nowMs: number): boolean {
  if (isOld(signOn, nowMs)) return false;
  return running.every(({ fromMs }) => signOn.sinceMs >= fromMs - EARLY_MS);
}

/**
 * Whom to call at a post, in order: those signed on; when they are of an earlier turn or nobody is, those rostered now and then those who
 * may still be there. While the clock cannot be believed nobody knows whose turn it is: everybody of the post, after those signed on.
 */
export function reachedAt(
  post: string,
  roster: Roster,
  running: readonly Turn[],
  signOn: SignOn | null,
  clock: { readonly nowMs: number; readonly isTrusted: boolean },
): readonly string[] {
  const there = signOn?.persons ?? [];
  if (!clock.isTrusted) {
    const anybody = roster.shifts.filter((shift) => shift.post === post).flatMap(({ rotation }) => rotation.groups);
    return [...new Set([...there, ...anybody.flat()])];
  }
  if (signOn !== null && isCurrent(signOn, running, clock.nowMs)) return there;
  const mayBeThere = signOn !== null && !isOld(signOn, clock.nowMs) ? there : [];
  return [...new Set([...running.flatMap(({ persons }) => persons), ...mayBeThere])];
}

/** The turn that waits for a sign-on: the one that began last, if it has anybody; undefined: none. */
export function awaited(running: readonly Turn[]): Turn | undefined {
  return running.filter(({ persons }) => persons.length > 0).sort((a, b) => b.fromMs - a.fromMs)[0];
}
