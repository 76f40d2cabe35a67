// The roster and its calendar as the interface asks for them: shifts, swaps, turns of a time, hours without anybody, days of the year.
import type {
  CalendarView,
  DutyWarning,
  GapsView,
  OwnDays,
  RosterView,
  Shift,
  TurnsView,
} from "../../contract/duty.ts";
import { formatTime } from "../../contract/time.ts";
import { noYear } from "../calendar/book.ts";
import type { HolidayYear } from "../calendar/calendar.ts";
import { checkOwnDays, checkYear } from "../calendar/check.ts";
import type { By, inTurn } from "../documents.ts";
import { type DutyFacts, rosterFacts } from "../facts.ts";
import type { Roll } from "../roll/book.ts";
import { addDays, daysBetween } from "../roster/campus-time.ts";
import { checkShifts, checkSwap } from "../roster/check.ts";
import type { Swap } from "../roster/roster.ts";
import { gapsIn } from "../roster/turns.ts";
import { dayView, turnView } from "../views.ts";
import { GAP_AHEAD_MS } from "../watch.ts";
import type { Refused } from "./people.ts";

export interface RosterParts {
  readonly facts: DutyFacts;
  readonly roll: Roll;
  readonly hasPerson: (id: string) => boolean;
  readonly names: (ids: Iterable<string>) => Readonly<Record<string, string>>;
  readonly onSwapped: (by: By, swap: Swap) => void;
  readonly turn: ReturnType<typeof inTurn>;
}

/** The part of the desk that is about the roster. */
export function rosterDesk({ facts, roll, hasPerson, names, onSwapped, turn }: RosterParts) {
  const { roster, calendar, clock, time } = facts;
  const today = () => time().dayOf(clock.now());
  const known = { hasPerson, hasPost: (id: string) => facts.posts().some((post) => post.id === id) };
  const refused = (wrong: Refused["wrong"]): Refused | null => (wrong.length === 0 ? null : { wrong });

  return {
    roster(named: boolean): RosterView {
      const { version, shifts, swaps, changedMs, by } = roster.current;
      const persons = [
        ...shifts.flatMap(({ rotation }) => rotation.groups.flat()),
        ...swaps.flatMap((one) => one.persons),
      ];
      return {
        version,
        shifts,
        swaps: swaps.map(({ atMs, ...swap }) => ({ ...swap, at: formatTime(atMs) })),
        names: named ? names(persons) : {},
        changedAt: version === 0 ? null : formatTime(changedMs),
        changedBy: version === 0 ? null : by,
      };
    },
    putRoster: (by: By, version: number, shifts: readonly Shift[]): Promise<Refused | null> =>
      turn(async () => {
        const no = refused(checkShifts(shifts, known, roster.current.shifts));
        if (no !== null) return no;
        await roll.keep();
        await roster.putShifts(by, version, shifts);
        return null;
      }),
    swap: (by: By, swap: Swap & { readonly comment: string | null }): Promise<Refused | null> =>
      turn(async () => {
        const no = refused(checkSwap(rosterFacts(facts), swap, known));
        if (no !== null) return no;
        await roll.keep();
        await roster.putSwap(by, swap);
        await roll.corrected(swap.shift, swap.day);
        onSwapped(by, swap);
        return null;
      }),
    removeSwap: (by: By, shift: string, day: string) =>
      turn(async () => {
        await roll.keep();
        const isRemoved = await roster.removeSwap(by, shift, day);
        if (isRemoved) await roll.corrected(shift, day);
        return isRemoved;
      }),
    turns(fromMs: number, toMs: number, post: string | null, named: boolean): TurnsView {
      const turns = roll.turns(fromMs, toMs, post);
      const first = time().dayOf(fromMs);
      const count = daysBetween(first, time().dayOf(Math.max(fromMs, toMs - 1))) + 1;
      return {
        turns: turns.map(turnView),
        days: Array.from({ length: count }, (_, n) => dayView(facts, addDays(first, n))),
        names: named ? names(turns.flatMap(({ persons }) => persons)) : {},
      };
    },
    gaps(): GapsView {
      const fromMs = clock.now();
      const toMs = fromMs + GAP_AHEAD_MS;
      const posts = facts.posts().flatMap(({ id, covered }) => (covered === "always" ? [id] : []));
      const gaps = facts.isClockTrusted() ? gapsIn(rosterFacts(facts), posts, fromMs, toMs) : [];
      return {
        from: formatTime(fromMs),
        to: formatTime(toMs),
        gaps: gaps.map((gap) => ({ post: gap.post, from: formatTime(gap.fromMs), to: formatTime(gap.toMs) })),
        warnings: warningsOf(facts, known.hasPost, today()),
      };
    },
    calendar: (year: number | null): CalendarView => calendar.view(year ?? Number(today().slice(0, 4)), today()),
    importYear: (by: By, year: HolidayYear): Promise<Refused | null> =>
      turn(async () => {
        const no = refused(checkYear(year, calendar.shipped));
        if (no !== null) return no;
        await roll.keep();
        await calendar.importYear(by, year);
        return null;
      }),
    putOwnDays: (by: By, version: number, own: OwnDays): Promise<Refused | null> =>
      turn(async () => {
        const no = refused(checkOwnDays(own));
        if (no !== null) return no;
        await roll.keep();
        await calendar.putOwn(by, version, own);
        return null;
      }),
  };
}

function warningsOf(facts: DutyFacts, hasPost: (id: string) => boolean, today: string): readonly DutyWarning[] {
  if (!facts.isClockTrusted())
    return [
      {
        code: "clock-unset",
        text: {
          "zh-CN": "网关时钟还没有对时，暂时不能判断谁在值班；告警会通知该岗位的所有人",
          en: "The clock is not set yet, so nobody knows whose turn it is: alarms call everybody of the post",
        },
      },
    ];
  return [
    ...facts.calendar.missing(today).map((year) => ({ code: "no-holiday-year", year, text: noYear(year) }) as const),
    ...facts.roster.current.shifts
      .filter(({ post }) => !hasPost(post))
      .map(
        ({ id, name, post }): DutyWarning => ({
          code: "unknown-post",
          post,
          shift: id,
          text: {
            "zh-CN": `班次“${name}”的岗位 ${post} 已不在配置中`,
            en: `The post ${post} of the shift "${name}" is no longer configured`,
          },
        }),
      ),
  ];
}
