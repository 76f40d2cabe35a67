// Keeps whose turns there were: each day when it is over, and what has ended before anybody changes roster or calendar, so that a change of today
// rewrites no sheet of yesterday. One document of campus.db for each day on campus.
import { type Documents, inTurn, nextDocument } from "../documents.ts";
import { type DutyFacts, rosterFacts } from "../facts.ts";
import { addDays } from "../roster/campus-time.ts";
import type { Turn } from "../roster/roster.ts";
import { turnsIn } from "../roster/turns.ts";
import { coverageThen, type KeptDay, turnsThen } from "./roll.ts";

const KIND = "duty-roll";
/** So many days, counted and not by their dates: a clock that is wrong by years forgets nothing. */
const KEEP_DAYS = 400;
/** Days that are caught up with after a stop, or when the first is kept: two sheets of a month. */
const CATCH_UP_DAYS = 62;

/** A clock that is set back by more than that was wrong for a long time. */
const SET_BACK_MS = 2 * 86_400_000;

export interface Roll {
  /** Keeps the days that are over. */
  look(): Promise<void>;
  /** Keeps also what has ended by now: whoever changes the plan calls this before. */
  keep(): Promise<void>;
  /** Somebody has said who held one shift of one day: as the roster says by now it holds for a day that was kept, too. */
  corrected(shift: string, day: string): Promise<void>;
  /** As `turnsThen`. */
  turns(fromMs: number, toMs: number, post?: string | null): readonly Turn[];
  /** As `coverageThen`, of the posts that are seen. */
  coverage(fromMs: number, toMs: number, sees: (post: string) => boolean): ReturnType<typeof coverageThen>;
  /** Somebody had to sign on for this turn. */
  isWaited(turn: Pick<Turn, "day" | "post">): boolean;
}

/** Reads what was kept. */
export function openRoll(facts: DutyFacts, store: Documents): Roll {
  const { clock } = facts;
  const days = new Map(store.documents(KIND).map((document) => [document.id, document]));
  const turn = inTurn();

  /** What was written at a moment that is to come: after hours it is still a record of what had begun, after years of nothing. */
  const keptOf = (day: string): KeptDay | null => {
    const document = days.get(day);
    const nowMs = clock.now();
    if (document === undefined || document.changedMs > nowMs + SET_BACK_MS) return null;
    const kept = JSON.parse(document.body) as KeptDay;
    return document.changedMs <= nowMs ? kept : { ...kept, untilMs: Math.min(kept.untilMs, nowMs) };
  };
  const beginOf = (day: string) => facts.time().momentOf(day, "00:00");

  /** Where no roster is kept nobody is missed. */
  function postsNow(): Pick<KeptDay, "always" | "waited"> {
    if (facts.roster.current.version === 0) return { always: [], waited: [] };
    const posts = facts.posts();
    const always = posts.filter(({ covered }) => covered === "always");
    const waited = posts.filter(({ signOnWithinMs }) => signOnWithinMs !== null);
    return { always: always.map(({ id }) => id), waited: waited.map(({ id }) => id) };
  }
  const endOf = (day: string) => beginOf(addDays(day, 1));
  /** A turn lasts at most a day: by then the last one has ended. */
  const overOf = (day: string) => beginOf(addDays(day, 2));
  /** Of a day that is not over those of now count. */
  function postsOf(day: string): Pick<KeptDay, "always" | "waited"> {
    const kept = keptOf(day);
    return kept === null || kept.untilMs < endOf(day) ? postsNow() : kept;
  }

  /** The day as it stands now, with what has ended by a moment. */
  function dayUntil(day: string, untilMs: number): KeptDay {
    const turns = turnsThen(rosterFacts(facts), keptOf, beginOf(day), overOf(day));
    const { always, waited } = postsOf(day);
    return { untilMs, turns: turns.filter((one) => one.day === day && one.toMs <= untilMs), always, waited };
  }

  async function write(
    kept: readonly (readonly [day: string, kept: KeptDay])[],
    isWrong: (day: string) => boolean = () => false,
  ): Promise<void> {
    if (kept.length === 0) return;
    const put = kept.map(([day, content]) => {
      return nextDocument(KIND, day, (days.get(day)?.version ?? 0) + 1, content, clock.now(), "");
    });
    const ids = [...new Set([...days.keys(), ...put.map(({ id }) => id)])].sort();
    const gone = new Set(ids.slice(0, Math.max(0, ids.length - KEEP_DAYS)));
    const remove = [...days.values()].filter(({ id }) => gone.has(id) || isWrong(id));
    await store.changeDocuments({ put, remove }, null);
    for (const document of put) days.set(document.id, document);
    for (const { id } of remove) days.delete(id);
  }

  /** Days that are over and not kept, or whose last turn has ended since. */
  function overdue(): readonly (readonly [day: string, kept: KeptDay])[] {
    const nowMs = clock.now();
    const today = facts.time().dayOf(nowMs);
    const isFirst = days.size === 0 && facts.roster.current.version === 0;
    const back = isFirst ? 1 : CATCH_UP_DAYS;
    return Array.from({ length: back }, (_, n) => addDays(today, n - back)).flatMap((day) => {
      const untilMs = overOf(day) <= nowMs ? overOf(day) : endOf(day);
      return (keptOf(day)?.untilMs ?? 0) >= untilMs ? [] : [[day, dayUntil(day, untilMs)] as const];
    });
  }

  return {
    look: () => turn(async () => (facts.isClockTrusted() ? await write(overdue()) : undefined)),
    keep: () =>
      turn(async () => {
        if (!facts.isClockTrusted()) return;
        const nowMs = clock.now();
        const today = facts.time().dayOf(nowMs);
        await write(overdue());
        const begun = [addDays(today, -1), today].map((day) => [day, dayUntil(day, nowMs)] as const);
        // Days to come were kept by a clock that went ahead: what is changed now holds for them.
        await write(begun, (day) => day > today && keptOf(day) !== null);
      }),
    corrected: (shift, day) =>
      turn(async () => {
        const kept = keptOf(day);
        const now = turnsIn(rosterFacts(facts), beginOf(day), beginOf(addDays(day, 1))).find(
          (one) => one.shift === shift && one.day === day,
        );
        if (kept === null || now === undefined || !kept.turns.some((one) => one.shift === shift)) return;
        const { persons, isSwapped } = now;
        const turns = kept.turns.map((one) => (one.shift === shift ? { ...one, persons, isSwapped } : one));
        await write([[day, { ...kept, turns }]]);
      }),
    turns: (fromMs, toMs, post = null) => turnsThen(rosterFacts(facts), keptOf, fromMs, toMs, post),
    coverage: (fromMs, toMs, sees) => {
      const seen = (day: string) => ({ always: postsOf(day).always.filter(sees) });
      const turns = turnsThen(rosterFacts(facts), keptOf, fromMs, toMs);
      return coverageThen(rosterFacts(facts), turns, seen, fromMs, toMs);
    },
    isWaited: ({ day, post }) => postsOf(day).waited.includes(post),
  };
}
