// The link to the store: sends bytes again, the same ones, until there is an answer that speaks for them. What is in the way of one request is
// in the way of all, so they wait together, and one of them looks whether it is over.
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { HOLD_MS, type Judgement, meaningOf, type NotNow, type Trouble } from "./answers.ts";
import { NoAnswer, type Poster, TokenUnreadable } from "./post.ts";

const FIRST_PATIENCE_MS = 30_000;
/** A store that is only slow is given ever more time, else nothing would ever be known to be stored. */
const LAST_PATIENCE_MS = 5 * 60_000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 120_000;
/** A new token counts within this time. */
const LOOK_AT_TOKEN_EVERY_MS = 2000;

const OF_THE_TOKEN: ReadonlySet<Trouble> = new Set(["unauthorized", "forbidden", "token-file"]);

export interface LinkOptions {
  readonly poster: Poster;
  readonly clock: Clock;
  /** 0 ≤ x < 1, so that many gateways do not come back in step. */
  readonly random: () => number;
  /** Told at each failure; that it works again is seen by what is stored. */
  readonly onTrouble: (trouble: Trouble, detail: string) => void;
}

export class Link {
  readonly #options: LinkOptions;
  /** Failed tries in a row; 0: it works. */
  #failures = 0;
  #retryAt = 0;
  #patienceMs = FIRST_PATIENCE_MS;
  /** What the token file held when it was found wanting; null: waiting for another one makes no sense. */
  #tokenMark: string | null = null;
  /** Set while one request looks whether it is over; the others wait for what it finds. */
  #probe: PromiseWithResolvers<void> | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Sends until the store has spoken for these bytes. Rejects only when `signal` aborts. */
  async deliver(body: Uint8Array, signal: AbortSignal): Promise<Judgement> {
    for (;;) {
      const probe = await this.#turn(signal);
      const token = this.#options.poster.tokenMark();
      try {
        const meaning = await this.#try(body, signal);
        if (meaning.is !== "not-now") {
          this.#failures = 0;
          this.#patienceMs = FIRST_PATIENCE_MS;
          return meaning;
        }
        this.#failed(meaning, probe !== null, token);
      } finally {
        if (probe !== null) {
          this.#probe = null;
          probe.resolve();
        }
      }
    }
  }

  /** Lets everything wait, as after an answer that only people can change. */
  hold(trouble: Trouble, detail: string): void {
    this.#failed({ is: "not-now", trouble, detail, waitMs: HOLD_MS }, true, null);
  }

  /** Resolves when it is this request's turn: with something to settle when it is the one that looks. */
  async #turn(signal: AbortSignal): Promise<PromiseWithResolvers<void> | null> {
    const { clock, poster } = this.#options;
    for (;;) {
      signal.throwIfAborted();
      if (this.#failures === 0) return null;
      const waitMs = this.#retryAt - clock.monotonic();
      if (this.#probe !== null) await this.#probe.promise;
      else if (waitMs > 0) {
        const slice = this.#tokenMark === null ? waitMs : Math.min(waitMs, LOOK_AT_TOKEN_EVERY_MS);
        await clock.sleep(slice, signal);
        if (this.#tokenMark !== null && poster.tokenMark() !== this.#tokenMark) this.#retryAt = 0;
      } else {
        this.#probe = Promise.withResolvers<void>();
        return this.#probe;
      }
    }
  }

  async #try(body: Uint8Array, signal: AbortSignal): Promise<Judgement | NotNow> {
    const { poster, clock } = this.#options;
    try {
      return meaningOf(await poster.post(body, this.#patienceMs, signal), clock.now());
    } catch (error) {
      signal.throwIfAborted();
      const detail = messageOf(error);
      if (error instanceof TokenUnreadable) return { is: "not-now", trouble: "token-file", detail, waitMs: HOLD_MS };
      if (!(error instanceof NoAnswer)) return { is: "not-now", trouble: "unreachable", detail, waitMs: null };
      this.#patienceMs = Math.min(2 * this.#patienceMs, LAST_PATIENCE_MS);
      return { is: "not-now", trouble: "no-answer", detail, waitMs: null };
    }
  }

  #failed({ trouble, detail, waitMs }: NotNow, counts: boolean, token: string | null): void {
    const { clock, random, onTrouble } = this.#options;
    // Requests that were under way when the first one failed tell nothing new.
    if (!counts && this.#failures > 0) return;
    this.#failures++;
    const backOffMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 20), LAST_RETRY_MS);
    // Half of it at least, so that a store in trouble is not asked at once; what was asked for is never undercut.
    const wait =
      waitMs === null ? backOffMs * (0.5 + random() / 2) : waitMs + random() * Math.min(FIRST_RETRY_MS, waitMs);
    this.#retryAt = clock.monotonic() + Math.max(wait, FIRST_RETRY_MS / 2);
    this.#tokenMark = OF_THE_TOKEN.has(trouble) ? token : null;
    onTrouble(trouble, detail);
  }
}
