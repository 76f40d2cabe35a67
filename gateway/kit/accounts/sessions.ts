// Sessions in memory: found by the hash of their cookie, ended by idleness, age or decision. Deadlines are monotonic, so that a clock being set ends nobody's shift.
import { createHmac } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Principal, SignedIn } from "./accounts.ts";
import type { People, Person } from "./people.ts";
import { isPost } from "./roles.ts";
import type { SessionRow } from "./rows.ts";
import { hashSecret, newId, newSecret } from "./secrets.ts";

const IDLE_MS = 30 * 60_000;
const LONGEST_MS = 12 * 3_600_000;
/** How far the idle time on disk may lag behind: what a restart can take from it. */
const SAVE_EVERY_MS = 60_000;
/** A cookie is 43 letters; nothing longer is worth hashing. */
const COOKIE_LENGTH = 43;

interface Live {
  readonly id: string;
  readonly account: string;
  readonly signedInAtMs: number;
  readonly hash: string;
  csrf: string | null;
  usedAt: number;
  savedAt: number;
  /** Wall clock minus monotonic clock when it was written: after the wall clock was set, the deadlines on disk are wrong. */
  savedOffset: number;
  readonly endsAt: number;
}

/** A session that was made but is not yet in force. */
export interface NewSession {
  readonly row: SessionRow;
  readonly cookie: string;
}

export class Sessions {
  readonly #clock: Clock;
  readonly #people: People;
  readonly #byHash = new Map<string, Live>();
  readonly #byId = new Map<string, Live>();

  constructor(clock: Clock, people: People, rows: readonly SessionRow[]) {
    this.#clock = clock;
    this.#people = people;
    for (const row of rows) this.#load(row);
  }

  /** A new secret and the row to store; in force after `begin`. */
  make(account: string, roles: readonly string[]): NewSession {
    const cookie = newSecret();
    const now = this.#clock.now();
    const row: SessionRow = {
      id: newId("s"),
      hash: hashSecret(cookie),
      account,
      createdMs: now,
      idleEndsMs: now + idleOf(roles),
      endsMs: now + LONGEST_MS,
    };
    return { row, cookie };
  }

  /** Puts a stored session in force. */
  begin(session: NewSession, person: Person): SignedIn {
    const live = this.#load(session.row);
    live.csrf = csrfOf(session.cookie);
    return { principal: this.#principal(live, person, live.csrf), cookie: session.cookie };
  }

  /** Whose cookie this is; extends the idle time unless nobody is at the screen. */
  find(cookie: string, attended: boolean): Principal | null {
    if (cookie.length !== COOKIE_LENGTH) return null;
    const live = this.#byHash.get(hashSecret(cookie));
    if (live === undefined) return null;
    const person = this.#people.enabled(live.account);
    if (person === undefined || this.#isOver(live, person)) return null;
    if (attended) live.usedAt = this.#clock.monotonic();
    live.csrf ??= csrfOf(cookie);
    return this.#principal(live, person, live.csrf);
  }

  /** True when it was there. */
  end(id: string): boolean {
    const live = this.#byId.get(id);
    if (live === undefined) return false;
    this.#byId.delete(id);
    return this.#byHash.delete(live.hash);
  }

  /** Ids of those whose time is over. */
  expired(): string[] {
    return [...this.#byId.values()]
      .filter((live) => this.#isOver(live, this.#people.enabled(live.account)))
      .map((live) => live.id);
  }

  /** What must be written so that a restart keeps the idle times; all of it when the gateway stops. */
  unsaved(stopping = false): Pick<SessionRow, "id" | "idleEndsMs" | "endsMs">[] {
    const at = this.#clock.monotonic();
    const now = this.#clock.now();
    const due = [...this.#byId.values()].filter(
      (live) =>
        Math.abs(now - at - live.savedOffset) >= SAVE_EVERY_MS ||
        (live.usedAt > live.savedAt && (stopping || at - live.savedAt >= SAVE_EVERY_MS)),
    );
    return due.map((live) => {
      live.savedAt = at;
      live.savedOffset = now - at;
      const idle = idleOf(this.#people.get(live.account)?.row.roles ?? []);
      return {
        id: live.id,
        idleEndsMs: Math.round(now + live.usedAt + idle - at),
        endsMs: Math.round(now + live.endsAt - at),
      };
    });
  }

  #load(row: SessionRow): Live {
    const at = this.#clock.monotonic();
    const now = this.#clock.now();
    const idle = idleOf(this.#people.get(row.account)?.row.roles ?? []);
    // A wall clock that was set back while we were down cannot make a session longer than a fresh one.
    const idleLeft = Math.min(row.idleEndsMs - now, idle);
    const live: Live = {
      id: row.id,
      account: row.account,
      signedInAtMs: row.createdMs,
      hash: row.hash,
      csrf: null,
      usedAt: at - (idle - idleLeft),
      savedAt: at,
      savedOffset: now - at,
      endsAt: at + Math.min(row.endsMs - now, LONGEST_MS),
    };
    this.#byHash.set(live.hash, live);
    this.#byId.set(live.id, live);
    return live;
  }

  #isOver(live: Live, person: Person | undefined): boolean {
    const at = this.#clock.monotonic();
    return person === undefined || at >= live.endsAt || at - live.usedAt >= idleOf(person.row.roles);
  }

  #principal(live: Live, person: Person, csrf: string): Principal {
    return {
      account: live.account,
      roles: person.row.roles,
      permissions: person.permissions,
      scope: person.row.scope,
      via: "session",
      credential: live.id,
      csrf,
      expiresAtMs: Math.round(this.#clock.now() + live.endsAt - this.#clock.monotonic()),
      signedInAtMs: live.signedInAtMs,
    };
  }
}

function idleOf(roles: readonly string[]): number {
  return isPost(roles) ? LONGEST_MS : IDLE_MS;
}

/** Derived from the cookie, so that it survives a restart without being kept anywhere. */
function csrfOf(cookie: string): string {
  return createHmac("sha256", cookie).update("csrf").digest("base64url");
}
