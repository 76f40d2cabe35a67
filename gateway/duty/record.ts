// What came of the roster over a time: whose turns there were, who signed on and when, hours without anybody, spot checks. For sheets.
import { formatTime } from "../contract/time.ts";
import { type DutyFacts, rosterFacts } from "./facts.ts";
import { gapsIn, turnsIn } from "./roster/turns.ts";
import { EARLY_MS } from "./sign-on/attendance.ts";
import type { KeptCheck } from "./spot-check/book.ts";

export interface DutyRecord {
  readonly turns: readonly {
    readonly post: string;
    /** Null: the hours were nobody's. */
    readonly person: string | null;
    readonly from: string;
    readonly to: string;
    /** Null: nobody signed on, or nobody had to. */
    readonly signedOnAt: string | null;
  }[];
  /** Of posts that must always be covered. */
  readonly dueMs: number;
  readonly uncoveredMs: number;
  /** Those that somebody had to sign on to. */
  readonly shifts: number;
  readonly missed: number;
  readonly spotChecks: { readonly asked: number; readonly answered: number };
}

/** The record of `[fromMs, toMs)`, as the roster says now; turns are told with those that began before. */
export function recordOf(
  facts: DutyFacts,
  checks: readonly KeptCheck[],
  fromMs: number,
  toMs: number,
  mostTurns = 5000,
): DutyRecord {
  const { signOns, time } = facts;
  const roster = rosterFacts(facts);
  const days = [time().dayOf(fromMs - 2 * EARLY_MS), time().dayOf(toMs)] as const;
  const log = signOns.log(...days);
  const told = log.flatMap((day) => day.signOns);
  const always = facts.posts().flatMap(({ id, covered }) => (covered === "always" ? [id] : []));
  const gaps = gapsIn(roster, always, fromMs, toMs);
  const turns = turnsIn(roster, fromMs, toMs);
  const waited = new Set(facts.posts().flatMap(({ id, signOnWithinMs }) => (signOnWithinMs === null ? [] : [id])));
  const due = turns.filter(({ post, persons }) => waited.has(post) && persons.length > 0);
  const isMissed = new Set(
    log.flatMap(({ missed }) => missed.map(({ post, shift, day }) => `${post} ${shift} ${day}`)),
  );
  const asked = checks.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
  return {
    turns: [
      ...turns.flatMap((turn) =>
        turn.persons.map((person) => {
          const signOn = told.find(
            ({ post, persons, atMs }) =>
              post === turn.post && persons.includes(person) && atMs >= turn.fromMs - EARLY_MS && atMs < turn.toMs,
          );
          const { post } = turn;
          const signedOnAt = signOn === undefined ? null : formatTime(signOn.atMs);
          return { post, person, from: formatTime(turn.fromMs), to: formatTime(turn.toMs), signedOnAt };
        }),
      ),
      ...gaps.map(({ post, fromMs: from, toMs: to }) => {
        return { post, person: null, from: formatTime(from), to: formatTime(to), signedOnAt: null };
      }),
    ].slice(0, mostTurns),
    dueMs: always.length * (toMs - fromMs),
    uncoveredMs: gaps.reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0),
    shifts: due.length,
    missed: due.filter(({ post, shift, day }) => isMissed.has(`${post} ${shift} ${day}`)).length,
    spotChecks: { asked: asked.length, answered: asked.filter(({ state }) => state === "answered").length },
  };
}
