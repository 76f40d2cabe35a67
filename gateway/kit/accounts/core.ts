// What sign-in.ts and manage.ts work on: memory, store and listeners of one campus.db, and the one way in which a write's outcome reaches them.
import type { Clock } from "../clock.ts";
import type { Store } from "../store-worker.ts";
import type { AuditRecord } from "./accounts.ts";
import type { AuditWish } from "./audit.ts";
import type { HeadKeeper } from "./audit-head.ts";
import type { Failures } from "./failures.ts";
import type { People } from "./people.ts";
import type { Sessions } from "./sessions.ts";
import type { CampusWrites, Outcome } from "./store.ts";
import type { Throttle } from "./throttle.ts";
import type { Tokens } from "./tokens.ts";

export interface Core {
  readonly clock: Clock;
  readonly store: Store<CampusWrites>;
  readonly people: People;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly throttle: Throttle;
  readonly failures: Failures;
  /** Null when the head file disagrees with the chain: it is then left as evidence. */
  readonly head: HeadKeeper | null;
  /** Runs work on passwords, few at once. */
  readonly atDesk: <T>(work: () => Promise<T>) => Promise<T>;
  readonly onAudit: (record: AuditRecord) => void;
  readonly endedListeners: Set<(credential: string) => void>;
}

/** Brings memory and listeners to what was just committed. Call it first in every `apply`. */
export function follow(core: Core, outcome: Outcome): void {
  for (const id of outcome.ended) endInMemory(core, id);
  const last = outcome.audit.at(-1);
  if (last !== undefined) core.head?.note({ n: last.n, hash: last.hash });
  for (const { type, account, remote, detail } of outcome.audit) {
    // Free text may name a person; it stays in campus.db.
    const { name: _, ...mirrored } = detail;
    core.onAudit({ type, account, remote, detail: mirrored });
  }
}

/** Ends a session or token for everything that looks it up from now on, and tells the listeners. */
export function endInMemory(core: Core, id: string): void {
  if (core.sessions.end(id) || core.tokens.end(id)) tellEnded(core, id);
}

export function tellEnded(core: Core, id: string): void {
  for (const listener of core.endedListeners) listener(id);
}

/** An audit line of this moment. */
export function wish(
  core: Core,
  type: string,
  account: string | null,
  remote: string | null,
  detail: AuditWish["detail"] = {},
): AuditWish {
  return { type, account, remote, detail, atMs: core.clock.now() };
}
