// Who has signed on at which post (上岗): kept in campus.db, so that a restart asks nobody again, with the log of each day.
import type { Clock } from "../../kit/clock.ts";
import { type By, type Documents, inTurn, nextDocument } from "../documents.ts";
import type { SignOn } from "./attendance.ts";
import { type DutyDay, dutyLog } from "./log.ts";

const KIND = "sign-on";

export interface SignOns {
  /** Null: nobody. */
  at(post: string): SignOn | null;
  /** When somebody signed on there last; null: never, as far as the log goes back. */
  lastAt(post: string): number | null;
  /** Posts that a person is signed on at. */
  of(person: string): readonly string[];
  /** These instead of whoever was there. */
  signOn(by: By, post: string, persons: readonly string[]): Promise<void>;
  /** False: nobody was signed on. */
  signOff(by: By, post: string): Promise<boolean>;
  /** Nobody has signed on for this turn; told twice it counts once. */
  missed(turn: DutyDay["missed"][number]): Promise<void>;
  /** From the first to the last day on campus, both included. */
  log(first: string, last: string): readonly DutyDay[];
}

export interface SignOnParts {
  readonly store: Documents;
  readonly today: () => string;
  readonly clock: Clock;
}

/** Reads them and keeps them. */
export function openSignOns({ store, today, clock }: SignOnParts): SignOns {
  const documents = new Map(store.documents(KIND).map((document) => [document.id, document]));
  const signOns = new Map([...documents].map(([post, { body }]) => [post, JSON.parse(body) as SignOn | null]));
  const log = dutyLog(store);
  const turn = inTurn();

  async function write({ account, remote }: By, post: string, next: SignOn | null, type: string): Promise<void> {
    const version = (documents.get(post)?.version ?? 0) + 1;
    const document = nextDocument(KIND, post, version, next, clock.now(), account);
    const logged = next === null ? [] : [{ post, persons: next.persons, atMs: next.sinceMs }];
    const { put, remove, written } = log.adding(today(), { signOns: logged }, clock.now());
    const changes = { put: [document, put], remove };
    const detail = { post, persons: next?.persons ?? [] };
    await store.changeDocuments(changes, { type, account, remote, detail });
    written();
    documents.set(post, document);
    signOns.set(post, next);
  }

  return {
    at: (post) => signOns.get(post) ?? null,
    lastAt: (post) => {
      const all = log.between("", "9999").flatMap(({ signOns }) => signOns.filter((one) => one.post === post));
      return all.length === 0 ? null : Math.max(...all.map(({ atMs }) => atMs));
    },
    of: (person) => [...signOns].flatMap(([post, signOn]) => (signOn?.persons.includes(person) === true ? [post] : [])),
    signOn: (by, post, persons) =>
      turn(() => write(by, post, { persons, sinceMs: clock.now(), by: by.account }, "duty.signed-on")),
    signOff: (by, post) =>
      turn(async () => {
        if ((signOns.get(post) ?? null) === null) return false;
        await write(by, post, null, "duty.signed-off");
        return true;
      }),
    missed: (one) =>
      turn(async () => {
        const known = log.between("", "9999").flatMap(({ missed }) => missed);
        if (known.some(({ post, shift, day }) => post === one.post && shift === one.shift && day === one.day)) return;
        const { put, remove, written } = log.adding(today(), { missed: [one] }, clock.now());
        await store.changeDocuments({ put: [put], remove }, null);
        written();
      }),
    log: (first, last) => log.between(first, last),
  };
}
