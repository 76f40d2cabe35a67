// Posts as the interface asks for them: who is there now, sign-on and sign-off, spot checks, and what their screens are to say.
import { randomBytes } from "node:crypto";
import type { DutyNow, Heard, PostCalls, PostNow, PostSound, SpotCheck } from "../../contract/duty.ts";
import { formatTime } from "../../contract/time.ts";
import type { By, inTurn } from "../documents.ts";
import { personFaults } from "../roster/check.ts";
import type { SignOn } from "../sign-on/attendance.ts";
import { checkView, dayView, postView, type ViewParts } from "../views.ts";
import type { Refused } from "./people.ts";

/** As long as proxies and browsers let a request wait without doubt. */
const WAIT_MS = 25_000;

export interface PostParts extends ViewParts {
  readonly hasPerson: (id: string) => boolean;
  readonly names: (ids: Iterable<string>) => Readonly<Record<string, string>>;
  readonly onSignedOn: (by: By, post: string, signOn: SignOn) => Promise<void>;
  readonly onSignedOff: (by: By, post: string) => Promise<void>;
  readonly turn: ReturnType<typeof inTurn>;
}

/** Everybody whom a post's view names. */
export function personsOf({ turns, next, rostered, signedOn, onDuty, spotCheck }: PostNow): readonly string[] {
  const planned = [...turns, ...(next === null ? [] : [next])].flatMap(({ persons }) => persons);
  const answered = spotCheck?.person ?? null;
  return [...planned, ...rostered, ...(signedOn?.persons ?? []), ...onDuty, ...(answered === null ? [] : [answered])];
}

/** The part of the desk that is about posts. */
export function postDesk(parts: PostParts) {
  const { facts, checks, consoles, hasPerson, names, turn } = parts;
  /** Of this run: a position of an earlier one says nothing. */
  const run = randomBytes(4).toString("hex");
  const find = (id: string) => facts.posts().find((post) => post.id === id);
  const view = (id: string): PostNow | null => {
    const post = find(id);
    return post === undefined ? null : postView(parts, post, hasPerson);
  };

  return {
    hasPost: (id: string): boolean => find(id) !== undefined,
    post: view,
    names,
    now(named: boolean): DutyNow {
      const nowMs = facts.clock.now();
      const posts = facts.posts().map((post) => postView(parts, post, hasPerson));
      return {
        at: formatTime(nowMs),
        clockTrusted: facts.isClockTrusted(),
        day: dayView(facts, facts.time().dayOf(nowMs)),
        posts,
        names: named ? names(posts.flatMap(personsOf)) : {},
      };
    },
    signOn: (by: By, post: string, persons: readonly string[]): Promise<Refused | null> =>
      turn(async () => {
        const wrong = personFaults(persons, { hasPerson }).map((fault) => ({
          ...fault,
          path: `/persons${fault.path}`,
        }));
        if (wrong.length > 0) return { wrong };
        await facts.signOns.signOn(by, post, persons);
        const signOn = facts.signOns.at(post);
        if (signOn !== null) await parts.onSignedOn(by, post, signOn);
        return null;
      }),
    signOff: (by: By, post: string): Promise<void> =>
      turn(async () => {
        if (await facts.signOns.signOff(by, post)) await parts.onSignedOff(by, post);
      }),
    spotChecks: (limit: number): readonly SpotCheck[] => checks.list(limit).map(checkView),
    async openSpotCheck({ account, remote }: By, post: string, withinMs: number) {
      const { check, fresh } = await checks.open({ by: account, post, withinMs, key: null }, remote);
      return { check: checkView(check), fresh };
    },
    async answerSpotCheck({ account, remote }: By, id: string, person: string): Promise<SpotCheck | Refused | null> {
      if (checks.get(id) === undefined) return null;
      if (!hasPerson(person)) return { wrong: [{ path: "/person", fault: "unknownPerson", values: { id: person } }] };
      return checkView(await checks.answer(account, remote, id, person));
    },
    presence(post: string, console: string, sound: PostSound) {
      consoles.presence(post, console, sound);
      return { consoles: consoles.at(post).consoles };
    },
    async calls(post: string, after: string | null, signal: AbortSignal): Promise<Omit<PostCalls, "names">> {
      const [ofRun, version] = (after ?? "").split(":");
      if (ofRun === run) await consoles.waiters.wait(post, Number(version), WAIT_MS, signal);
      const check = checks.openAt(post);
      return {
        next: `${run}:${consoles.waiters.version(post)}`,
        announcements: consoles.standing(post),
        spotCheck: check === null ? null : checkView(check),
      };
    },
    heard: (post: string, n: number, console: string, heard: Heard) => consoles.heard(post, n, console, heard),
  };
}
