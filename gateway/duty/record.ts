// What came of the roster over a time: whose turns there were, who signed on and when, hours without anybody, spot checks. For sheets.
import { formatTime } from "../contract/time.ts";
import type { DutyFacts } from "./facts.ts";
import type { Roll } from "./roll/book.ts";
import { EARLY_MS } from "./sign-on/attendance.ts";
import type { KeptCheck } from "./spot-check/book.ts";

export interface DutyRecord {
  readonly turns: readonly {
    readonly post: string;
    /** Null: the hours were nobody's. */
    readonly person: string | null;
    readonly from: string;
    readonly to: string;
    /** False: nobody had to sign on at the post. */
    readonly awaited: boolean;
    /** Null: nobody signed on. */
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

/** So many turns are told one by one. */
const MOST_TURNS = 5000;

/** The record of `[fromMs, toMs)`, as the roster said then, of the posts that are seen; turns are told with those that began before. */
export function recordOf(
  facts: DutyFacts,
  roll: Roll,
  checks: readonly KeptCheck[],
  [fromMs, toMs]: readonly [fromMs: number, toMs: number],
  sees: (post: string) => boolean,
): DutyRecord {
  const { signOns, time } = facts;
  const days = [time().dayOf(fromMs - 2 * EARLY_MS), time().dayOf(toMs)] as const;
  const log = signOns.log(...days);
  const told = log.flatMap((day) => day.signOns);
  const { dueMs, gaps } = roll.coverage(fromMs, toMs, sees);
  const turns = roll.turns(fromMs, toMs).filter(({ post }) => sees(post));
  const due = turns.filter((turn) => turn.persons.length > 0 && roll.isWaited(turn));
  const isMissed = new Set(
    log.flatMap(({ missed }) => missed.map(({ post, shift, day }) => `${post} ${shift} ${day}`)),
  );
  const asked = checks.filter(({ post, atMs }) => sees(post) && atMs >= fromMs && atMs < toMs);
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
          const awaited = roll.isWaited(turn);
          return { post, person, from: formatTime(turn.fromMs), to: formatTime(turn.toMs), awaited, signedOnAt };
        }),
      ),
      ...gaps.map(({ post, fromMs: from, toMs: to }) => {
        return { post, person: null, from: formatTime(from), to: formatTime(to), awaited: false, signedOnAt: null };
      }),
    ].slice(0, MOST_TURNS),
    dueMs,
    uncoveredMs: gaps.reduce((sum, gap) => sum + gap.toMs - gap.fromMs, 0),
    shifts: due.length,
    missed: due.filter(({ post, shift, day }) => isMissed.has(`${post} ${shift} ${day}`)).length,
    spotChecks: { asked: asked.length, answered: asked.filter(({ state }) => state === "answered").length },
  };
}
