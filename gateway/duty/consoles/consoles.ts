// The screens of posts: which are open and can be heard, what they are to say aloud, and whether they have said it. Screens
// are known in memory: one that is there tells so again within seconds.

import { isDanger, SEVERITIES } from "../../contract/alarms.ts";
import type { Announcement, Heard, PostSound } from "../../contract/duty.ts";
import { formatTime } from "../../contract/time.ts";
import type { Clock } from "../../kit/clock.ts";
import { type Hearing, hearingOf, type Told } from "./hearing.ts";
import { type Waiters, waiters } from "./waiters.ts";

/** Three of the page's own reports missed: nobody is there. */
const PRESENT_MS = 45_000;
/** What stands for no alarm is said once and goes. */
const ONCE_MS = 120_000;
const LOOK_EVERY_MS = 1000;
/** More than anybody reads; the oldest of the least severe go first. */
const MOST = 50;
const LOUDEST: readonly PostSound[] = ["on", "silent", "blocked"];

/** How an alarm is, as far as it matters here. */
export interface AlarmNow {
  readonly occurrence: number;
  /** Null: an alarm of the gateway itself. */
  readonly point: string | null;
  readonly active: boolean;
  readonly latched: boolean;
  readonly acknowledged: boolean;
  readonly suppressed: boolean;
  readonly outOfService: boolean;
  readonly shelved: unknown;
}

export type AnnouncementWish = Pick<Announcement, "post" | "severity" | "text" | "alarm" | "test">;

export interface Consoles extends Disposable {
  /** `console`: the session of the screen. */
  presence(post: string, console: string, sound: PostSound): void;
  at(post: string): { readonly present: boolean; readonly sound: PostSound | null; readonly consoles: number };
  announce(wish: AnnouncementWish): Announcement;
  /** Nobody is there: what calls for people stands there for whoever comes, anything else does not. */
  leave(wish: AnnouncementWish): void;
  heard(post: string, n: number, console: string, heard: Heard): void;
  /** Resolves as soon as one screen was loud, none can be, or it took too long; still `pending` only when `signal` aborts. */
  untilHeard(announcement: Announcement, signal: AbortSignal): Promise<Hearing>;
  /** What stands there now, worst first. */
  standing(post: string): readonly Announcement[];
  /** Something else at the post's screens has changed. */
  readonly waiters: Waiters;
}

interface Kept {
  readonly announcement: Announcement;
  /** Monotonic, like all times here. */
  readonly madeMs: number;
  /** Of one that stands for an alarm: infinite. */
  readonly untilMs: number;
  /** What each screen said last. */
  readonly heard: Map<string, Told>;
  readonly told: Set<() => void>;
}

export interface ConsolesParts {
  readonly clock: Clock;
  /** Null: there is none of that id. */
  readonly alarm: (id: string) => AlarmNow | null;
  /** What stood before a restart, and where to keep what stands now. */
  readonly kept?: {
    readonly before: readonly Announcement[];
    keep(post: string, standing: readonly Announcement[]): void;
  };
}

/** No screen is known yet. */
export function openConsoles(parts: ConsolesParts): Consoles {
  const { clock, alarm } = parts;
  const screens = new Map<string, Map<string, { readonly sound: PostSound; readonly atMs: number }>>();
  const kept = new Map<number, Kept>();
  const wakers = waiters(clock);
  let last = 0;
  let looking: Disposable | null = null;
  const enter = (announcement: Announcement, untilMs: number) => {
    last = Math.max(last, announcement.n);
    kept.set(announcement.n, { announcement, madeMs: clock.monotonic(), untilMs, heard: new Map(), told: new Set() });
    looking ??= clock.every(LOOK_EVERY_MS, look);
  };
  const keep = (post: string) => {
    const standing = ofPost(post).flatMap(({ announcement }) => (announcement.standing ? [announcement] : []));
    parts.kept?.keep(post, standing);
  };

  const presentAt = (post: string) => {
    const all = screens.get(post) ?? new Map();
    const oldest = clock.monotonic() - PRESENT_MS;
    for (const [id, { atMs }] of all) if (atMs < oldest) all.delete(id);
    return all;
  };
  const ofPost = (post: string) => [...kept.values()].filter(({ announcement }) => announcement.post === post);

  function remove({ announcement, told }: Kept): void {
    kept.delete(announcement.n);
    for (const tell of told) tell();
    if (announcement.standing) keep(announcement.post);
    wakers.changed(announcement.post);
  }

  function look(): void {
    const nowMs = clock.monotonic();
    for (const one of kept.values()) {
      const { alarm: of, standing } = one.announcement;
      if (nowMs >= one.untilMs || (standing && !callsFor(of, alarm))) remove(one);
    }
    if (kept.size > 0) return;
    looking?.[Symbol.dispose]();
    looking = null;
  }

  const stands = ({ test, alarm: of }: AnnouncementWish) => !test && callsFor(of, alarm);

  function announce(wish: AnnouncementWish): Announcement {
    const standing = stands(wish);
    const point = wish.alarm === null ? null : (alarm(wish.alarm.id)?.point ?? null);
    const danger = standing && point !== null && isDanger(point);
    const announcement = { ...wish, n: last + 1, at: formatTime(clock.now()), standing, danger };
    // The same alarm again is said again, and stands once.
    for (const one of ofPost(wish.post))
      if (standing && one.announcement.standing && isSame(one.announcement, announcement)) remove(one);
    const untilMs = standing ? Number.POSITIVE_INFINITY : clock.monotonic() + ONCE_MS;
    enter(announcement, untilMs);
    const all = ofPost(wish.post).sort((a, b) => byWeight(a.announcement, b.announcement));
    for (const one of all.slice(MOST)) remove(one);
    if (standing) keep(wish.post);
    wakers.changed(wish.post);
    return announcement;
  }

  for (const announcement of parts.kept?.before ?? []) enter(announcement, Number.POSITIVE_INFINITY);

  return {
    waiters: wakers,
    presence(post, console, sound) {
      const all = presentAt(post);
      all.set(console, { sound, atMs: clock.monotonic() });
      screens.set(post, all);
    },
    at(post) {
      const all = [...presentAt(post).values()];
      const sound = LOUDEST.find((one) => all.some((screen) => screen.sound === one)) ?? null;
      return { present: all.length > 0, sound, consoles: all.length };
    },
    announce,
    leave(wish) {
      if (stands(wish)) announce(wish);
    },
    heard(post, n, console, heard) {
      const one = kept.get(n);
      if (one?.announcement.post !== post) return;
      one.heard.set(console, { ...heard, atMs: clock.monotonic() });
      for (const tell of one.told) tell();
    },
    async untilHeard({ n, post }, signal) {
      const one = kept.get(n);
      if (one === undefined) return { is: "gone" };
      while (true) {
        const nowMs = clock.monotonic();
        const told = [...one.heard.values()];
        const so = kept.has(n) ? hearingOf(told, presentAt(post).size, one.madeMs, nowMs) : ({ is: "gone" } as const);
        if (so.is !== "pending" || signal.aborted) return so;
        const changed = new AbortController();
        const tell = () => changed.abort();
        one.told.add(tell);
        await clock.sleep(so.untilMs - nowMs, AbortSignal.any([changed.signal, signal]));
        one.told.delete(tell);
      }
    },
    standing: (post) =>
      ofPost(post)
        .map(({ announcement }) => announcement)
        .sort(byWeight),
    [Symbol.dispose]: () => {
      looking?.[Symbol.dispose]();
      wakers[Symbol.dispose]();
    },
  };
}

/** True while people are wanted for this occurrence. */
function callsFor(of: Announcement["alarm"], alarm: (id: string) => AlarmNow | null): boolean {
  const now = of === null ? null : alarm(of.id);
  if (now === null || now.occurrence !== of?.occurrence || now.acknowledged || now.shelved !== null) return false;
  return (now.active || now.latched) && !now.suppressed && !now.outOfService;
}

function isSame(a: Announcement, b: Announcement): boolean {
  return a.alarm?.id === b.alarm?.id;
}

/** Danger and the worst first, then newest first. */
function byWeight(a: Announcement, b: Announcement): number {
  const danger = Number(b.danger) - Number(a.danger);
  return danger || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.n - a.n;
}
