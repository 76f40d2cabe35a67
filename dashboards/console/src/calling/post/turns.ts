// Whose turn it is at a post's voice, and when a reading is broken off for another. Pure.
import { SEVERITIES } from "#gateway/contract/alarms.ts";
import type { Announcement } from "#gateway/contract/duty.ts";

/** One announcement, also over a new start of the gateway, which counts from 1 again. */
export function announcementKey({ n, at }: Announcement): string {
  return `${at} ${n}`;
}

/** Smaller is said first: danger, then the worst; what only tells, such as an end or a test, is last. */
function weightOf({ standing, danger, severity }: Announcement): number {
  return standing ? (danger ? -1 : SEVERITIES.indexOf(severity)) : SEVERITIES.length;
}

/** Of those never read the one whose turn it is: worst first, and of equals the one that has waited longest. */
function firstUnread(list: readonly Announcement[], saidAt: ReadonlyMap<string, number>): Announcement | undefined {
  return list
    .filter((each) => !saidAt.has(announcementKey(each)))
    .sort((a, b) => weightOf(a) - weightOf(b) || a.n - b.n)[0];
}

/** Which is to be read next at a moment, and when to look again; what was never read before what was. */
export function nextToSay(
  list: readonly Announcement[],
  saidAt: ReadonlyMap<string, number>,
  againMs: number,
  now: number,
): { readonly say: Announcement | null; readonly inMs: number | null } {
  const never = firstUnread(list, saidAt);
  if (never !== undefined) return { say: never, inMs: 0 };
  const due = list
    .filter(({ standing }) => standing)
    .map((each) => ({ each, at: (saidAt.get(announcementKey(each)) ?? now) + againMs }))
    .sort((a, b) => a.at - b.at)[0];
  if (due === undefined) return { say: null, inMs: null };
  return due.at <= now ? { say: due.each, inMs: 0 } : { say: null, inMs: due.at - now };
}

/** Whether what is being read gives way to what was never read: a repetition to anything, a first reading to what is worse. */
export function breaksOff(
  said: Announcement,
  isAgain: boolean,
  list: readonly Announcement[],
  saidAt: ReadonlyMap<string, number>,
): boolean {
  const key = announcementKey(said);
  const others = list.filter((each) => announcementKey(each) !== key);
  const next = firstUnread(others, saidAt);
  return next !== undefined && (isAgain || weightOf(next) < weightOf(said));
}
