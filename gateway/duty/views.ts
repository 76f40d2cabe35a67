// How duty looks to whoever asks: turns, days, posts as they are now, spot checks. Pure but for the clock.
import type { DayView, PostNow, PostSettings, SpotCheck, TurnView } from "../contract/duty.ts";
import { formatDuration, formatTime } from "../contract/time.ts";
import type { Consoles } from "./consoles/consoles.ts";
import { type DutyFacts, rosterFacts, runningAt } from "./facts.ts";
import type { Turn } from "./roster/roster.ts";
import { turnsIn } from "./roster/turns.ts";
import { isCurrent, reachedAt } from "./sign-on/attendance.ts";
import type { KeptCheck, SpotChecks } from "./spot-check/book.ts";
import type { Watch } from "./watch.ts";

const NEXT_WITHIN_MS = 8 * 86_400_000;

export interface ViewParts {
  readonly facts: DutyFacts;
  readonly checks: SpotChecks;
  readonly consoles: Consoles;
  readonly watch: Watch;
}

/** Persons to be called at a post now, in order; those who are gone are left out. */
export function onDutyAt(facts: DutyFacts, post: string, hasPerson: (id: string) => boolean): readonly string[] {
  const nowMs = facts.clock.now();
  const isTrusted = facts.isClockTrusted();
  const running = runningAt(facts, post, nowMs);
  const signOn = facts.signOns.at(post);
  return reachedAt(post, facts.roster.current, running, signOn, { nowMs, isTrusted }).filter(hasPerson);
}

export function turnView({ shift, name, post, day, fromMs, toMs, persons, isSwapped }: Turn): TurnView {
  return {
    shift,
    name,
    post,
    day,
    from: formatTime(fromMs),
    to: formatTime(toMs),
    persons,
    swapped: isSwapped,
  };
}

export function dayView({ calendar }: DutyFacts, day: string): DayView {
  const { current } = calendar;
  return { day, kind: current.kindOf(day), name: current.nameOf(day), own: current.isOwn(day) };
}

export function checkView({ id, post, by, atMs, withinMs, state, person, endedMs }: KeptCheck): SpotCheck {
  return {
    id,
    post,
    by,
    at: formatTime(atMs),
    until: formatTime(atMs + withinMs),
    state,
    person,
    answeredAt: state === "answered" && endedMs !== null ? formatTime(endedMs) : null,
  };
}

/** A post with everything that is to be said of it now. */
export function postView(parts: ViewParts, post: PostSettings, hasPerson: (id: string) => boolean): PostNow {
  const { facts, checks, consoles, watch } = parts;
  const { id, name, place, covered, signOnWithinMs } = post;
  const nowMs = facts.clock.now();
  const running = runningAt(facts, id, nowMs);
  const next = turnsIn(rosterFacts(facts), nowMs + 1, nowMs + NEXT_WITHIN_MS, id).find(({ fromMs }) => fromMs > nowMs);
  const signOn = facts.signOns.at(id);
  const check = checks.openAt(id);
  const rostered = [...new Set(running.flatMap(({ persons }) => persons))];
  return {
    id,
    name,
    place,
    covered,
    signOnWithin: signOnWithinMs === null ? null : formatDuration(signOnWithinMs),
    turns: running.map(turnView),
    next: next === undefined ? null : turnView(next),
    rostered,
    signedOn:
      signOn === null
        ? null
        : {
            persons: signOn.persons,
            since: formatTime(signOn.sinceMs),
            by: signOn.by,
            current: isCurrent(signOn, running, nowMs),
          },
    onDuty: onDutyAt(facts, id, hasPerson),
    missed: watch.isMissed(id),
    gap: facts.isClockTrusted() && covered === "always" && rostered.length === 0,
    console: consoles.at(id),
    spotCheck: check === null ? null : checkView(check),
  };
}
