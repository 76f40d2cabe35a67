// One link from the side of who asks: one outstanding request, a deadline of our own, and after anything doubtful a quiet period and a
// fresh session, so that no late answer can be taken for another request's.
import { type DriverClock, type DriverLog, LinkError } from "../../gateway/contract/driver.ts";
import { nameOf } from "./connection.ts";
import type { Exchange, Session } from "./exchange.ts";
import { inWords, type Request } from "./frame.ts";
import type { LateAnswers } from "./rtu-session.ts";
import { openSession, type SessionOptions } from "./session.ts";

/** What a serial server in between needs to get rid of an answer that came late from its bus. */
const QUIET_MS = 50;

export interface ClientOptions extends SessionOptions {
  readonly log: DriverLog;
  readonly clock: DriverClock;
  readonly quietMs?: number;
}

export class ModbusClient implements AsyncDisposable {
  readonly #options: ClientOptions;
  #session: Session | null = null;
  readonly #lateUntil: LateAnswers = new Map();
  #closing: PromiseLike<void> | null = null;
  #quietUntil = 0;
  #isBusy = false;
  #isClosed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * Sends one request and waits for what becomes of it, at most the deadline. Throws LinkError when nothing could be sent, and the
   * signal's reason when it aborts. Never called twice at once. `timeoutMs`: of this answer, instead of the link's.
   */
  async ask(request: Request, signal: AbortSignal, timeoutMs = this.#options.timeoutMs): Promise<Exchange> {
    if (this.#isBusy) throw new TypeError(`a request was outstanding when ${inWords(request)} was asked`);
    if (this.#isClosed) throw new LinkError("link-closed", "the link was closed");
    this.#isBusy = true;
    try {
      const session = await this.#usable(signal);
      const exchange = await session.exchange(request, timeoutMs, signal);
      if (exchange.answer.is !== "answered" && !session.isUsable) this.#drop();
      signal.throwIfAborted();
      return exchange;
    } finally {
      this.#isBusy = false;
    }
  }

  async #usable(signal: AbortSignal): Promise<Session> {
    const { target, clock, log } = this.#options;
    if (this.#session !== null && !this.#session.isUsable) this.#drop();
    if (this.#session !== null) return this.#session;
    // A serial port that is not closed yet cannot be opened again.
    await this.#closing;
    const quiet = this.#quietUntil - clock.monotonic();
    if (quiet > 0) await clock.sleep(quiet, signal);
    signal.throwIfAborted();
    const session = await openSession(this.#options, this.#lateUntil, signal);
    if (this.#isClosed) {
      await session[Symbol.asyncDispose]();
      throw new LinkError("link-closed", "the link was closed");
    }
    log.debug({ link: nameOf(target) }, "modbus connection opened");
    this.#session = session;
    return session;
  }

  #drop(): void {
    if (this.#session !== null) this.#closing = this.#session[Symbol.asyncDispose]();
    this.#session = null;
    this.#quietUntil = this.#options.clock.monotonic() + (this.#options.quietMs ?? QUIET_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#drop();
    await this.#closing;
  }
}
