// Who is on duty: the turns that a roster gives for a range of time, who has one at a moment, and the hours that nobody has. Pure.
import type { Calendar } from "../calendar/calendar.ts";
import { addDays, type CampusTime, daysBetween } from "./campus-time.ts";
import type { Roster, Shift, ShiftDays, Turn } from "./roster.ts";

export interface RosterFacts {
  readonly roster: Roster;
  readonly calendar: Calendar;
  readonly time: CampusTime;
}

/** Hours of a post without anybody. */
export interface Gap {
  readonly post: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The turns of a post, or of all, that overlap `[fromMs, toMs)`, oldest first. */
export function turnsIn(facts: RosterFacts, fromMs: number, toMs: number, post: string | null = null): readonly Turn[] {
  const { roster, time } = facts;
  // A shift lasts at most a day: one that began the day before may still go on.
  const first = addDays(time.dayOf(fromMs), -1);
  const days = daysBetween(first, time.dayOf(toMs)) + 1;
  return Array.from({ length: days }, (_, i) => addDays(first, i))
    .flatMap((day) =>
      roster.shifts
        .filter((shift) => (post === null || shift.post === post) && isOn(facts.calendar, shift.days, day))
        .map((shift) => turnOf(facts, shift, day)),
    )
    .filter((turn) => turn.fromMs < toMs && turn.toMs > fromMs)
    .sort((a, b) => a.fromMs - b.fromMs || a.shift.localeCompare(b.shift));
}

/** Persons on duty at a post at a moment; empty: nobody. Who stands in two shifts is named once. */
export function onDuty(facts: RosterFacts, post: string, ms: number): readonly string[] {
  return [...new Set(turnsIn(facts, ms, ms + 1, post).flatMap(({ persons }) => persons))];
}

/** The hours in `[fromMs, toMs)` in which a post has nobody, for each of these posts. */
export function gapsIn(facts: RosterFacts, posts: readonly string[], fromMs: number, toMs: number): readonly Gap[] {
  return posts.flatMap((post) => gapsOf(turnsIn(facts, fromMs, toMs, post), post, fromMs, toMs));
}

/** The same for one post, of turns that are at hand, oldest first. */
export function gapsOf(turns: readonly Turn[], post: string, fromMs: number, toMs: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let coveredTo = fromMs;
  for (const turn of turns) {
    if (turn.post !== post || turn.persons.length === 0 || turn.toMs <= coveredTo || turn.fromMs >= toMs) continue;
    if (turn.fromMs > coveredTo) gaps.push({ post, fromMs: coveredTo, toMs: turn.fromMs });
    coveredTo = turn.toMs;
  }
  if (coveredTo < toMs) gaps.push({ post, fromMs: coveredTo, toMs });
  return gaps;
}

function isOn(calendar: Calendar, days: ShiftDays, day: string): boolean {
  if (days === "every-day") return true;
  const kind = calendar.kindOf(day);
  return (days === "workday") === (kind === "workday" || kind === "swapped");
}

function turnOf({ roster, time }: RosterFacts, shift: Shift, day: string): Turn {
  const swap = roster.swaps.find((one) => one.shift === shift.id && one.day === day);
  const endDay = shift.to > shift.from ? day : addDays(day, 1);
  return {
    shift: shift.id,
    name: shift.name,
    post: shift.post,
    day,
    fromMs: time.momentOf(day, shift.from),
    toMs: time.momentOf(endDay, shift.to),
    persons: swap?.persons ?? groupOf(shift, day),
    isSwapped: swap !== undefined,
  };
}

/** Turns go by calendar days, also over days on which the shift is not held: everybody can count ahead. */
function groupOf({ rotation: { per, start, groups } }: Shift, day: string): readonly string[] {
  if (groups.length === 0) return [];
  const days = daysBetween(start, day);
  const turn = per === "day" ? days : Math.floor(days / 7);
  return groups[((turn % groups.length) + groups.length) % groups.length] ?? [];
}
