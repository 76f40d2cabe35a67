// Whose turns there were: as they were kept where that was done, and as the roster says now elsewhere. Pure.
import { addDays, daysBetween } from "../roster/campus-time.ts";
import type { Turn } from "../roster/roster.ts";
import { type Gap, gapsOf, type RosterFacts, turnsIn } from "../roster/turns.ts";

/** What was planned for a day on campus, as it stood when its turns ended. */
export interface KeptDay {
  /** Turns that had ended by this moment are as they are kept; what still runs is as the roster says. */
  readonly untilMs: number;
  readonly turns: readonly Turn[];
  /** Posts that had to be covered, and those that somebody had to sign on at. */
  readonly always: readonly string[];
  readonly waited: readonly string[];
}

/** What is kept of a day; null: nothing, or nothing that can be believed. */
export type KeptOf = (day: string) => KeptDay | null;

/** The posts of a day with what is asked of them. */
export type PostsOf = (day: string) => Pick<KeptDay, "always">;

/** The turns of a post, or of all, that overlap `[fromMs, toMs)`, oldest first. */
export function turnsThen(
  facts: RosterFacts,
  keptOf: KeptOf,
  fromMs: number,
  toMs: number,
  post: string | null = null,
): readonly Turn[] {
  const kept = daysOf(facts, fromMs, toMs)
    .flatMap((day) => {
      const kept = keptOf(day);
      return kept === null ? [] : kept.turns.filter((turn) => turn.toMs <= kept.untilMs);
    })
    .filter((turn) => turn.fromMs < toMs && turn.toMs > fromMs && (post === null || turn.post === post));
  const planned = turnsIn(facts, fromMs, toMs, post).filter(({ day, toMs: endedMs }) => {
    const { untilMs = Number.NEGATIVE_INFINITY } = keptOf(day) ?? {};
    return endedMs > untilMs;
  });
  return [...kept, ...planned].sort((a, b) => a.fromMs - b.fromMs || a.shift.localeCompare(b.shift));
}

/** Hours of posts that had to be covered, and those of them that nobody was planned for: each day by the posts that it had. */
export function coverageThen(
  facts: RosterFacts,
  turns: readonly Turn[],
  postsOf: PostsOf,
  fromMs: number,
  toMs: number,
): { readonly dueMs: number; readonly gaps: readonly Gap[] } {
  const { time } = facts;
  let dueMs = 0;
  const gaps: Gap[] = [];
  for (const day of daysOf(facts, fromMs, toMs)) {
    const beginMs = Math.max(fromMs, time.momentOf(day, "00:00"));
    const endMs = Math.min(toMs, time.momentOf(addDays(day, 1), "00:00"));
    if (endMs <= beginMs) continue;
    const { always } = postsOf(day);
    dueMs += always.length * (endMs - beginMs);
    for (const post of always) for (const gap of gapsOf(turns, post, beginMs, endMs)) join(gaps, gap);
  }
  return { dueMs, gaps: gaps.sort((a, b) => a.post.localeCompare(b.post) || a.fromMs - b.fromMs) };
}

/** What goes on over midnight is one gap. */
function join(gaps: Gap[], gap: Gap): void {
  const before = gaps.findIndex(({ post, toMs }) => post === gap.post && toMs === gap.fromMs);
  const found = gaps[before];
  if (found === undefined) gaps.push(gap);
  else gaps[before] = { ...found, toMs: gap.toMs };
}

/** The days whose turns may reach into a time: a shift lasts at most a day. */
function daysOf({ time }: RosterFacts, fromMs: number, toMs: number): readonly string[] {
  const first = addDays(time.dayOf(fromMs), -1);
  const count = daysBetween(first, time.dayOf(toMs)) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, n) => addDays(first, n));
}
