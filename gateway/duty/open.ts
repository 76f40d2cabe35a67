// Opens duty: persons, roster, calendar, sign-on, spot checks and the screens of posts, with the alarms and entries that they make.
import type { CampusConfig } from "../config/campus.ts";
import type { Person } from "../contract/duty.ts";
import type { Journal } from "../journal/journal.ts";
import { happening } from "../journal/record.ts";
import { isBelievable } from "../kit/build-date.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError, messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { openCalendar } from "./calendar/book.ts";
import { type AlarmNow, openConsoles } from "./consoles/consoles.ts";
import { keptAnnouncements } from "./consoles/kept.ts";
import { type PostRoad, postRoad } from "./consoles/road.ts";
import { peopleDesk } from "./desk/people.ts";
import { postDesk } from "./desk/posts.ts";
import { rosterDesk } from "./desk/roster.ts";
import { type Documents, inTurn } from "./documents.ts";
import type { DutyFacts } from "./facts.ts";
import { openPersons } from "./persons/book.ts";
import { type DutyRecord, recordOf } from "./record.ts";
import { openRoll } from "./roll/book.ts";
import { openRoster } from "./roster/book.ts";
import { campusTime } from "./roster/campus-time.ts";
import { whereNamed } from "./roster/check.ts";
import { openSignOns } from "./sign-on/book.ts";
import { type KeptCheck, openSpotChecks } from "./spot-check/book.ts";
import { checkTelling } from "./spot-check/told.ts";
import { unansweredAlarm } from "./texts.ts";
import { onDutyAt } from "./views.ts";
import { type OwnAlarms, type Watch, watchDuty } from "./watch.ts";

export interface DutyParts {
  /** campus.db: where everything of duty is kept, and the accounts that persons may have. */
  readonly accounts: Documents & { accounts(): readonly { readonly id: string }[] };
  readonly journal: Pick<Journal, "append">;
  readonly config: {
    readonly current: Pick<CampusConfig, "campus" | "duty">;
    onApplied(listener: () => Promise<void>): Disposable;
  };
  readonly alarms: OwnAlarms & { get(id: string): AlarmNow | null };
  readonly clock: Clock;
  readonly log: Log;
}

export type DutyOffice = ReturnType<typeof peopleDesk> & ReturnType<typeof rosterDesk> & ReturnType<typeof postDesk>;

export interface Duty extends AsyncDisposable {
  /** Ids of the persons to be called at a post now, in order; empty: nobody. */
  onDuty(post: string): readonly string[];
  person(id: string): Person | null;
  /** Null: a person who is gone. */
  nameOf(person: string): string | null;
  /** The road to the screens of all posts. */
  readonly road: PostRoad;
  /** Asked for by the county: resolves when it is on disk. The same key is the same check. Throws GatewayError `not-found`. */
  spotCheck(wish: {
    readonly by: string;
    readonly post: string;
    readonly withinMs: number | null;
    readonly key: string | null;
  }): Promise<{ readonly id: string }>;
  /** What came of the roster in `[fromMs, toMs)`; `sees`: at which posts, absent: at all. */
  record(fromMs: number, toMs: number, sees?: (post: string) => boolean): Promise<DutyRecord>;
  /** What the interface asks of it. */
  readonly desk: DutyOffice;
}

const ANSWER_WITHIN_MS = 5 * 60_000;
/** How soon after midnight a day is kept: until then nobody changes it but by the desk, which keeps it before. */
const ROLL_EVERY_MS = 600_000;

/** Reads everything from campus.db and begins to watch. */
export async function openDuty(parts: DutyParts): Promise<Duty> {
  const { accounts: store, journal, config, alarms, clock, log } = parts;
  let zone = config.current.campus.timezone;
  let timeThere = campusTime(zone);
  const time = () => {
    if (zone !== config.current.campus.timezone) {
      zone = config.current.campus.timezone;
      timeThere = campusTime(zone);
    }
    return timeThere;
  };
  const today = () => time().dayOf(clock.now());
  let watch: Watch | null = null;
  const lookAgain = (): void => {
    watch?.look().catch((error: unknown) => log.warn({ reason: messageOf(error) }, "duty could not be looked at"));
  };
  const tell = (type: string, body: Readonly<Record<string, unknown>>, key: string | null = null): void => {
    journal
      .append(happening("event", type, clock.now(), body, { key }))
      .catch((error: unknown) => log.warn({ type, reason: messageOf(error) }, "an entry of duty was not stored"));
  };

  const persons = openPersons({ store, clock });
  const hasPerson = (id: string) => persons.get(id) !== undefined;
  const roster = openRoster({ store, clock, today, onChanged: lookAgain });
  const calendar = openCalendar({ store, clock, onChanged: lookAgain });
  const signOns = openSignOns({ store, today, clock });
  const posts = () => config.current.duty.posts;
  const isClockTrusted = () => isBelievable(clock.now());
  const facts: DutyFacts = { posts, time, roster, calendar, signOns, isClockTrusted, clock };
  const postName = (id: string) => posts().find((post) => post.id === id)?.name ?? id;
  const unanswered = (post: string, isActive: boolean, atMs = clock.now()): Promise<void> =>
    alarms.own(unansweredAlarm(post, postName(post), time().shown(atMs)), isActive);

  const roll = openRoll(facts, store);
  const lookAtRoll = (): Promise<void> =>
    roll.look().catch((error: unknown) => log.warn({ reason: messageOf(error) }, "the turns of a day were not kept"));
  await lookAtRoll();
  let rolling = Promise.resolve();
  const rolled = clock.every(ROLL_EVERY_MS, () => {
    rolling = lookAtRoll();
  });

  const kept = keptAnnouncements({ store, clock, log });
  const consoles = openConsoles({ clock, alarm: (id) => alarms.get(id), kept });
  const telling = checkTelling({
    tell,
    unanswered: (post, isActive, atMs) => {
      unanswered(post, isActive, atMs).catch((error: unknown) =>
        log.warn({ post, reason: messageOf(error) }, "the alarm of a spot check was not told"),
      );
    },
  });
  const checkChanged = (check: KeptCheck): void => {
    consoles.waiters.changed(check.post);
    telling.changed(check);
  };
  const checks = await openSpotChecks({ store, onChanged: checkChanged, clock, log });
  const ofPosts = checks.list(Number.POSITIVE_INFINITY).filter(({ post }) => posts().some(({ id }) => id === post));
  telling.again(ofPosts, clock.now(), (post) => signOns.lastAt(post));
  const onMissed = (post: string, { shift, day }: { readonly shift: string; readonly day: string }): void => {
    tell("duty.missed", { post, shift, day }, `duty:missed:${post}:${shift}:${day}`);
    signOns
      .missed({ post, shift, day })
      .catch((error: unknown) => log.warn({ post, reason: messageOf(error) }, "a missed sign-on was not kept"));
  };
  watch = await watchDuty({ facts, alarms, onMissed, log });
  const watching = watch;
  const applied = config.onApplied(() => watching.look());

  const names = (ids: Iterable<string>) =>
    Object.fromEntries([...new Set(ids)].flatMap((id) => [[id, persons.nameOf(id) ?? id]]));
  const named = () => {
    const where = whereNamed(roster.current, today());
    return { shifts: (id: string) => where.get(id) ?? [], signedOn: (id: string) => signOns.of(id) };
  };
  const hasAccount = (id: string) => store.accounts().some((account) => account.id === id);
  const turn = inTurn();
  const changed = async (post: string): Promise<void> => {
    consoles.waiters.changed(post);
    await watching.look();
  };
  const desk = {
    ...peopleDesk({ persons, hasAccount, named, turn }),
    ...rosterDesk({
      facts,
      roll,
      hasPerson,
      names,
      onSwapped: ({ account }, { shift, day, persons: who }) =>
        tell("duty.swapped", {
          shift,
          post: roster.current.shifts.find(({ id }) => id === shift)?.post ?? null,
          day,
          persons: who,
          by: account,
        }),
      turn,
    }),
    ...postDesk({
      facts,
      checks,
      consoles,
      watch,
      hasPerson,
      names,
      onSignedOn: async ({ account }, post, { persons: who }) => {
        tell("duty.signed-on", { post, persons: who, by: account });
        await unanswered(post, false);
        await changed(post);
      },
      onSignedOff: async ({ account }, post) => {
        tell("duty.signed-off", { post, by: account });
        await changed(post);
      },
      turn,
    }),
  };

  return {
    desk,
    road: postRoad(consoles),
    onDuty: (post) => onDutyAt(facts, post, hasPerson),
    person: (id) => personOf(persons.get(id)),
    nameOf: (id) => persons.nameOf(id),
    async spotCheck({ by, post, withinMs, key }) {
      if (!desk.hasPost(post)) throw noSuchPost(post);
      const { check } = await checks.open({ by, post, withinMs: withinMs ?? ANSWER_WITHIN_MS, key }, "county");
      return { id: check.id };
    },
    record: async (fromMs, toMs, sees = () => true) =>
      recordOf(facts, roll, checks.list(Number.POSITIVE_INFINITY), [fromMs, toMs], sees),
    async [Symbol.asyncDispose]() {
      applied[Symbol.dispose]();
      checks[Symbol.dispose]();
      consoles[Symbol.dispose]();
      rolled[Symbol.dispose]();
      await rolling;
      await watching[Symbol.asyncDispose]();
      await kept.settled();
    },
  };
}

function personOf(kept: Person | undefined): Person | null {
  if (kept === undefined) return null;
  const { id, name, phones, mail, account } = kept;
  return { id, name, phones, mail, account };
}

function noSuchPost(post: string): GatewayError {
  return new GatewayError(
    "not-found",
    `there is no post "${post.slice(0, 40)}"`,
    "Name one of duty.posts of campus.yaml.",
  );
}
