// Looks whether somebody is where somebody must be: hours without anybody in the next days, and turns that nobody has signed on for. Both
// are alarms of the gateway itself.
import type { Severity } from "../contract/alarms.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { inTurn } from "./documents.ts";
import { type DutyFacts, rosterFacts, runningAt } from "./facts.ts";
import { gapsIn } from "./roster/turns.ts";
import { awaited, isCurrent } from "./sign-on/attendance.ts";
import { gapAlarm, missedAlarm, unansweredAlarm } from "./texts.ts";

export interface OwnAlarm {
  readonly id: string;
  readonly severity: Severity;
  readonly text: Readonly<Record<string, string>>;
}

export interface OwnAlarms {
  /** Saying the same again changes nothing. */
  own(alarm: OwnAlarm, isActive: boolean): Promise<void>;
  list(filter: "active"): readonly { readonly id: string }[];
}

export interface WatchParts {
  readonly facts: DutyFacts;
  readonly alarms: OwnAlarms;
  /** Called once per turn; `turn`: shift and day. */
  readonly onMissed: (post: string, turn: { readonly shift: string; readonly day: string }) => void;
  readonly log: Log;
}

export interface Watch extends AsyncDisposable {
  /** Nobody has signed on in time. */
  isMissed(post: string): boolean;
  /** Looks now: somebody changed something. Resolves when its alarms are told. */
  look(): Promise<void>;
}

export const GAP_AHEAD_MS = 14 * 86_400_000;
const LOOK_EVERY_MS = 30_000;
const GAPS_EVERY_MS = 3_600_000;
const ALARM_OF_POST = /^duty-(?:gap|missed|spot-check)\.(.+)$/;

/** Watches until disposed; resolves after the first look. */
export async function watchDuty(parts: WatchParts): Promise<Watch> {
  const { facts, alarms, log } = parts;
  const { clock } = facts;
  const active = new Set(alarms.list("active").map(({ id }) => id));
  /** By post: the turn that nobody has signed on for, and since when (monotonic) it was seen to run. */
  const waiting = new Map<string, { readonly turn: string; readonly sinceMs: number }>();
  const missed = new Map<string, string>();
  /** Of an alarm that stands: the first moment without anybody that its text names; null: it is from the run before. */
  const gaps = new Map<string, number | null>();
  let gapsAtMs = Number.NEGATIVE_INFINITY;
  const turn = inTurn();

  async function lookForGaps(nowMs: number): Promise<void> {
    gapsAtMs = clock.monotonic();
    const posts = facts.posts().filter(({ covered }) => covered === "always");
    const found = gapsIn(
      rosterFacts(facts),
      posts.map(({ id }) => id),
      nowMs,
      nowMs + GAP_AHEAD_MS,
    );
    for (const { id, name, covered } of facts.posts()) {
      const first = covered === "always" ? found.find(({ post }) => post === id)?.fromMs : undefined;
      const alarm = (ms: number) => gapAlarm(id, name, facts.time().shown(ms));
      if (first === undefined) {
        if (gaps.delete(id) || active.has(`duty-gap.${id}`)) await alarms.own(alarm(nowMs), false);
        continue;
      }
      const told = gaps.get(id) ?? (active.has(`duty-gap.${id}`) ? null : undefined);
      // What began meanwhile is still the same gap; another one is told anew.
      const isSame = told === null || (told !== undefined && (told === first || (told <= nowMs && first <= nowMs)));
      if (isSame) {
        gaps.set(id, told ?? first);
        continue;
      }
      if (told !== undefined) await alarms.own(alarm(told), false);
      gaps.set(id, first);
      await alarms.own(alarm(first), true);
    }
  }

  async function lookForMissed(nowMs: number): Promise<void> {
    for (const { id, name, signOnWithinMs } of facts.posts()) {
      const running = runningAt(facts, id, nowMs);
      const due = signOnWithinMs === null ? undefined : awaited(running);
      const signOn = facts.signOns.at(id);
      const alarm = missedAlarm(id, name, facts.time().shown(due?.fromMs ?? nowMs));
      if (due === undefined || signOnWithinMs === null || (signOn !== null && isCurrent(signOn, running, nowMs))) {
        waiting.delete(id);
        if (missed.delete(id) || active.has(alarm.id)) await alarms.own(alarm, false);
        continue;
      }
      const key = `${due.shift} ${due.day}`;
      // Told in the run before: it is not told again, and not taken back.
      if (active.delete(alarm.id)) missed.set(id, key);
      if (missed.get(id) === key) continue;
      if (missed.delete(id)) await alarms.own(alarm, false);
      if (waiting.get(id)?.turn !== key) waiting.set(id, { turn: key, sinceMs: clock.monotonic() });
      // A clock that jumps into a turn has not let anybody wait: the turn must also have been seen to run for so long.
      const seenMs = clock.monotonic() - (waiting.get(id)?.sinceMs ?? clock.monotonic());
      if (Math.min(nowMs - due.fromMs, seenMs) < signOnWithinMs) continue;
      missed.set(id, key);
      parts.onMissed(id, due);
      await alarms.own(alarm, true);
    }
  }

  /** Posts that are gone from the configuration take their alarms along. */
  async function forgetOthers(): Promise<void> {
    const posts = new Set(facts.posts().map(({ id }) => id));
    for (const { id } of alarms.list("active")) {
      const post = ALARM_OF_POST.exec(id)?.[1];
      if (post === undefined || posts.has(post)) continue;
      const { severity, text } = unansweredAlarm(post, post, "");
      await alarms.own({ id, severity, text }, false);
    }
  }

  const look = (withGaps: boolean): Promise<void> =>
    turn(async () => {
      try {
        // What cannot be known is left as it is.
        if (!facts.isClockTrusted()) return;
        const nowMs = clock.now();
        await lookForMissed(nowMs);
        if (withGaps || clock.monotonic() - gapsAtMs >= GAPS_EVERY_MS) {
          await lookForGaps(nowMs);
          await forgetOthers();
          active.clear();
        }
      } catch (error) {
        log.warn({ reason: messageOf(error) }, "duty could not be looked at");
      }
    });

  await look(true);
  let looking: Promise<void> = Promise.resolve();
  const timer = clock.every(LOOK_EVERY_MS, () => {
    looking = look(false);
  });
  return {
    isMissed: (post) => missed.has(post),
    look: () => look(true),
    [Symbol.asyncDispose]: async () => {
      timer[Symbol.dispose]();
      await looking;
      await turn(() => Promise.resolve());
    },
  };
}
