// What questions about duty are answered from: posts of the configuration, the roster, the calendar, the campus's time, and whether the clock
// can be believed.
import type { PostSettings } from "../contract/duty.ts";
import type { Clock } from "../kit/clock.ts";
import type { CalendarBook } from "./calendar/book.ts";
import type { RosterBook } from "./roster/book.ts";
import type { CampusTime } from "./roster/campus-time.ts";
import type { Turn } from "./roster/roster.ts";
import { type RosterFacts, turnsIn } from "./roster/turns.ts";
import type { SignOns } from "./sign-on/book.ts";

export interface DutyFacts {
  readonly posts: () => readonly PostSettings[];
  readonly time: () => CampusTime;
  readonly roster: RosterBook;
  readonly calendar: CalendarBook;
  readonly signOns: SignOns;
  /** False: the wall clock was never set, so nobody knows whose turn it is. */
  readonly isClockTrusted: () => boolean;
  readonly clock: Clock;
}

/** What the pure functions of the roster take. */
export function rosterFacts({ roster, calendar, time }: DutyFacts): RosterFacts {
  return { roster: roster.current, calendar: calendar.current, time: time() };
}

/** The turns of a post that run at a moment. */
export function runningAt(facts: DutyFacts, post: string, ms: number): readonly Turn[] {
  return turnsIn(rosterFacts(facts), ms, ms + 1, post);
}
