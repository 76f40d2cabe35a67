// How far a campus is with what gathered while it had no connection, told from the figures that arrive: the newest come first, and behind them
// the past in its own order. In memory only: after a restart of the service it is known again with the next few frames.
import type { CampusBacklog } from "#gateway/contract/county.ts";
import { formatTime } from "#gateway/contract/time.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import type { Taken } from "../incoming.ts";
import type { CampusFacts } from "./facts.ts";
import type { LinkFacts } from "./links.ts";

export interface Backlogs {
  /** Figures of a campus were stored. */
  took(campus: string, figures: NonNullable<Taken["figures"]>): void;
  of(campus: string, link: LinkFacts, facts: CampusFacts | undefined): CampusBacklog;
}

/** The past of which nothing came for so long is told; a campus that is held back by its budget sends something more often. */
const QUIET_MS = 120_000;
/** The pace is that of the last frames, so many at most. */
const MOST_FRAMES = 300;
/** Two frames that come together say nothing about a pace. */
const LEAST_SPAN_MS = 3000;
/** Minutes end up to so long after the moment of which they tell. */
const SLACK_MS = 120_000;

interface Frame {
  /** Monotonic. */
  readonly at: number;
  readonly rows: number;
  readonly toMs: number;
}

/** Follows every campus. */
export function followBacklogs(clock: Clock): Backlogs {
  const came = new Map<string, Frame[]>();
  const recent = (campus: string): Frame[] => {
    const frames = came.get(campus) ?? [];
    const from = frames.findIndex(({ at }) => clock.monotonic() - at <= QUIET_MS);
    const kept = from < 0 ? [] : frames.slice(Math.max(from, frames.length - MOST_FRAMES));
    came.set(campus, kept);
    return kept;
  };
  return {
    took(campus, { rows, toMs }) {
      const frames = recent(campus);
      frames.push({ at: clock.monotonic(), rows, toMs });
    },
    of(campus, link, facts) {
      const frames = facts?.backlogFrames ?? 0;
      const newest = facts?.dataMs ?? null;
      const untilMs = (link.sinceMs ?? 0) + (facts?.clockOffsetMs ?? 0);
      const past = link.state === "up" ? pastOf(recent(campus), untilMs) : null;
      const state = link.state === "up" ? (past !== null ? "catching-up" : frames > 0 ? "sending" : "current") : "away";
      return { at: formatTime(clock.now()), state, newest: newest === null ? null : formatTime(newest), frames, past };
    },
  };
}

/** What these frames say of the time before `untilMs`, when the campus connected; null: nothing of it is arriving. */
function pastOf(frames: readonly Frame[], untilMs: number): CampusBacklog["past"] {
  const old = frames.filter(({ toMs }) => toMs < untilMs - SLACK_MS);
  const [first, last] = [old[0], old.at(-1)];
  if (first === undefined || last === undefined) return null;
  // Corrections of what was told before stand among them.
  const reachedMs = old.reduce((to, { toMs }) => Math.max(to, toMs), 0);
  const seconds = (last.at - first.at) / 1000;
  const isKnown = last.at - first.at >= LEAST_SPAN_MS;
  const pace = isKnown ? Math.max(0, reachedMs - first.toMs) / 1000 / seconds : null;
  const rows = old.slice(1).reduce((sum, each) => sum + each.rows, 0);
  return {
    reached: formatTime(reachedMs),
    until: formatTime(untilMs),
    pace: pace === null ? null : Math.round(pace * 10) / 10,
    rowsPerSecond: isKnown ? Math.round(rows / seconds) : null,
    secondsLeft: pace === null || pace === 0 ? null : Math.ceil((untilMs - reachedMs) / 1000 / pace),
  };
}
