// Delays after failed sign-ins, per account and address and per address alone: five free failures, then 1 s doubling to 15 min.
import type { Clock } from "../clock.ts";
import { callerOf } from "../http/addresses.ts";
import { SlowDown } from "./accounts.ts";
import { hashSecret } from "./secrets.ts";

const FREE_FAILURES = 5;
const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 15 * 60_000;
/** A key is forgotten this long after its last failure: guessing at that pace gains nothing over the longest delay. */
const FORGET_AFTER_MS = 60 * 60_000;
const MOST_KEYS = 10_000;

/** A key as kept in the store, with wall-clock times. */
export interface ThrottleRow {
  readonly key: string;
  readonly failures: number;
  readonly failedMs: number;
}

export interface ThrottleChange {
  readonly set: readonly ThrottleRow[];
  readonly forget: readonly string[];
}

/** The keys of one try. Names are kept as hashes: people type passwords into the name field. */
export interface TryKeys {
  readonly pair: string;
  readonly address: string;
}

/** How long after its last failure a key must wait. */
export function delayAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(30, failures - FREE_FAILURES - 1));
}

export function keysOf(username: string, remote: string): TryKeys {
  const address = callerOf(remote);
  return { pair: `p:${hashSecret(`${username}\n${address}`).slice(0, 32)}`, address: `a:${address}` };
}

interface Known {
  failures: number;
  /** Monotonic: a jump of the wall clock neither locks anybody out nor lets anybody in. */
  failedAt: number;
}

export class Throttle {
  readonly #clock: Clock;
  /** Oldest failure first. */
  readonly #known = new Map<string, Known>();

  constructor(clock: Clock, rows: readonly ThrottleRow[]) {
    this.#clock = clock;
    for (const row of [...rows].sort((a, b) => a.failedMs - b.failedMs)) {
      const age = Math.max(0, clock.now() - row.failedMs);
      if (age < FORGET_AFTER_MS)
        this.#known.set(row.key, { failures: row.failures, failedAt: clock.monotonic() - age });
    }
  }

  /** Throws SlowDown while either key must wait. */
  check(keys: TryKeys): void {
    const wait = Math.max(this.#waitOf(keys.pair), this.#waitOf(keys.address));
    if (wait > 0) throw new SlowDown(Math.ceil(wait));
  }

  /** Counts a failure; answers what the store must keep. */
  failed(keys: TryKeys): ThrottleChange {
    const set = [keys.pair, keys.address].map((key) => {
      const failures = (this.#fresh(key)?.failures ?? 0) + 1;
      this.#known.delete(key);
      this.#known.set(key, { failures, failedAt: this.#clock.monotonic() });
      return { key, failures, failedMs: this.#clock.now() };
    });
    return { set, forget: this.#trim() };
  }

  /** A right password clears its own key; the address keeps its count, or one good account would hide guesses at others. */
  passed(keys: TryKeys): ThrottleChange {
    return { set: [], forget: this.#known.delete(keys.pair) ? [keys.pair] : [] };
  }

  /** Forgets what is old; called now and then. */
  sweep(): ThrottleChange {
    return { set: [], forget: this.#trim() };
  }

  #waitOf(key: string): number {
    const known = this.#fresh(key);
    return known === undefined ? 0 : delayAfter(known.failures) - (this.#clock.monotonic() - known.failedAt);
  }

  #fresh(key: string): Known | undefined {
    const known = this.#known.get(key);
    return known !== undefined && this.#clock.monotonic() - known.failedAt < FORGET_AFTER_MS ? known : undefined;
  }

  #trim(): string[] {
    const gone: string[] = [];
    for (const key of this.#known.keys()) {
      if (this.#known.size <= MOST_KEYS && this.#fresh(key) !== undefined) break;
      this.#known.delete(key);
      gone.push(key);
    }
    return gone;
  }
}
