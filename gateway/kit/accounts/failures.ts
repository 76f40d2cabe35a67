// Failed sign-ins on their way to the audit: the first ten of a minute each get a line, the rest of that minute one line with their number.
import type { Clock } from "../clock.ts";
import type { AuditWish } from "./audit.ts";

const LINES_PER_MINUTE = 10;
const MINUTE_MS = 60_000;

export class Failures {
  readonly #clock: Clock;
  #startedAt = Number.NEGATIVE_INFINITY;
  #seen = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one failure; answers the lines to append, if any. `account` only when it exists: people type passwords into the name field. */
  note(account: string | null, remote: string, reason: "refused" | "slow-down"): AuditWish[] {
    const due = this.due();
    if (this.#clock.monotonic() - this.#startedAt >= MINUTE_MS) {
      this.#startedAt = this.#clock.monotonic();
      this.#seen = 0;
    }
    this.#seen++;
    if (this.#seen > LINES_PER_MINUTE) return due;
    return [...due, { type: TYPE, account, remote, detail: { reason }, atMs: this.#clock.now() }];
  }

  /** The line with the number of those that got none, once their minute is over (or now, when the gateway stops). */
  due(stopping = false): AuditWish[] {
    const more = this.#seen - LINES_PER_MINUTE;
    if (more <= 0 || (!stopping && this.#clock.monotonic() - this.#startedAt < MINUTE_MS)) return [];
    this.#seen = 0;
    this.#startedAt = Number.NEGATIVE_INFINITY;
    return [{ type: TYPE, account: null, remote: null, detail: { more }, atMs: this.#clock.now() }];
  }
}

const TYPE = "account.sign-in-failed";
