// Access tokens in memory: found by the hash of their secret; they allow at most what their account allows at this moment.
import { formatTime } from "../../contract/time.ts";
import type { Clock } from "../clock.ts";
import type { Permission, Principal, TokenInfo } from "./accounts.ts";
import type { People } from "./people.ts";
import type { TokenRow } from "./rows.ts";
import { hashSecret, newId, newSecret } from "./secrets.ts";

const PREFIX = "cgt_";
const TOKEN_LENGTH = PREFIX.length + 43;
/** The time of last use is written at most this often. */
const SAVE_EVERY_MS = 60_000;

interface Live {
  readonly row: TokenRow;
  lastUsedMs: number | null;
  savedMs: number | null;
  /** Listeners were told that its time is over; it stays listed until it is revoked. */
  over: boolean;
}

export class Tokens {
  readonly #clock: Clock;
  readonly #people: People;
  readonly #byHash = new Map<string, Live>();
  readonly #byId = new Map<string, Live>();

  constructor(clock: Clock, people: People, rows: readonly TokenRow[]) {
    this.#clock = clock;
    this.#people = people;
    for (const row of rows) this.add(row);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** A new secret and the row to store; in force after `add`. */
  make(account: string, name: string, permissions: readonly Permission[], expiresInMs: number | null) {
    const token = `${PREFIX}${newSecret()}`;
    const createdMs = this.#clock.now();
    const row: TokenRow = {
      id: newId("t"),
      hash: hashSecret(token),
      account,
      name,
      permissions,
      createdMs,
      expiresMs: expiresInMs === null ? null : createdMs + expiresInMs,
      lastUsedMs: null,
    };
    return { token, row };
  }

  add(row: TokenRow): void {
    const live: Live = { row, lastUsedMs: row.lastUsedMs, savedMs: row.lastUsedMs, over: this.#isOver(row) };
    this.#byHash.set(row.hash, live);
    this.#byId.set(row.id, live);
  }

  get(id: string): TokenRow | undefined {
    return this.#byId.get(id)?.row;
  }

  /** Whose token this is. */
  find(token: string): Principal | null {
    if (token.length !== TOKEN_LENGTH || !token.startsWith(PREFIX)) return null;
    const live = this.#byHash.get(hashSecret(token));
    if (live === undefined || this.#isOver(live.row)) return null;
    const person = this.#people.enabled(live.row.account);
    if (person === undefined) return null;
    live.lastUsedMs = this.#clock.now();
    return {
      account: live.row.account,
      roles: person.row.roles,
      permissions: new Set(live.row.permissions.filter((permission) => person.permissions.has(permission))),
      scope: person.row.scope,
      via: "token",
      credential: live.row.id,
      csrf: null,
      expiresAtMs: live.row.expiresMs,
      signedInAtMs: 0,
    };
  }

  /** True when it was there. */
  end(id: string): boolean {
    const live = this.#byId.get(id);
    if (live === undefined) return false;
    this.#byId.delete(id);
    return this.#byHash.delete(live.row.hash);
  }

  /** Ids of those whose time ran out since the last call. */
  newlyOver(): string[] {
    const over = [...this.#byId.values()].filter((live) => !live.over && this.#isOver(live.row));
    return over.map((live) => {
      live.over = true;
      return live.row.id;
    });
  }

  /** Times of last use that must be written; all of them when the gateway stops. */
  unsaved(stopping = false): { id: string; lastUsedMs: number }[] {
    const due: { id: string; lastUsedMs: number }[] = [];
    for (const live of this.#byId.values()) {
      const { lastUsedMs, savedMs } = live;
      if (lastUsedMs === null || lastUsedMs === savedMs) continue;
      if (!stopping && savedMs !== null && Math.abs(lastUsedMs - savedMs) < SAVE_EVERY_MS) continue;
      live.savedMs = lastUsedMs;
      due.push({ id: live.row.id, lastUsedMs });
    }
    return due;
  }

  list(): TokenInfo[] {
    return [...this.#byId.values()].map(({ row, lastUsedMs }) => ({
      id: row.id,
      name: row.name,
      account: row.account,
      permissions: row.permissions,
      createdAt: formatTime(row.createdMs),
      expiresAt: row.expiresMs === null ? null : formatTime(row.expiresMs),
      lastUsedAt: lastUsedMs === null ? null : formatTime(lastUsedMs),
    }));
  }

  #isOver(row: TokenRow): boolean {
    return row.expiresMs !== null && this.#clock.now() >= row.expiresMs;
  }
}
