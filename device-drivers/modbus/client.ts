// A link of Modbus TCP: one outstanding request, a deadline of our own, and after anything but a clean answer a quiet period and a
// fresh connection, so that no late answer can be taken for another request's.
import { type DriverClock, type DriverLog, LinkError } from "../../gateway/contract/driver.ts";
import type { Target } from "./connection.ts";
import { inWords, type Request } from "./frame.ts";
import { type Exchange, openSession, type Session } from "./session.ts";

/** What a serial server in between needs to get rid of an answer that came late from its bus. */
const QUIET_MS = 50;

export interface ClientOptions {
  readonly target: Target;
  /** Of one answer, and of opening the connection. */
  readonly timeoutMs: number;
  readonly clock: DriverClock;
  readonly log: DriverLog;
  readonly quietMs?: number;
}

export class ModbusClient implements Disposable {
  readonly #options: ClientOptions;
  #session: Session | null = null;
  #quietUntil = 0;
  #isBusy = false;
  #isClosed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /**
   * Sends one request and waits for what becomes of it, at most the deadline. Throws LinkError when nothing could be sent, and the
   * signal's reason when it aborts. Never called twice at once.
   */
  async ask(request: Request, signal: AbortSignal): Promise<Exchange> {
    if (this.#isBusy) throw new TypeError(`a request was outstanding when ${inWords(request)} was asked`);
    if (this.#isClosed) throw new LinkError("link-closed", "the link was closed");
    this.#isBusy = true;
    try {
      const session = await this.#usable(signal);
      const exchange = await session.exchange(request, this.#options.timeoutMs, signal);
      if (exchange.answer.is !== "answered") this.#drop();
      signal.throwIfAborted();
      return exchange;
    } finally {
      this.#isBusy = false;
    }
  }

  async #usable(signal: AbortSignal): Promise<Session> {
    const { target, timeoutMs, clock, log } = this.#options;
    if (this.#session !== null && !this.#session.isUsable) this.#drop();
    if (this.#session !== null) return this.#session;
    const quiet = this.#quietUntil - clock.monotonic();
    if (quiet > 0) await clock.sleep(quiet, signal);
    signal.throwIfAborted();
    const session = await openSession(target, timeoutMs, clock, signal);
    if (this.#isClosed) {
      session[Symbol.dispose]();
      throw new LinkError("link-closed", "the link was closed");
    }
    log.debug({ host: target.host, port: target.port }, "modbus connection opened");
    this.#session = session;
    return session;
  }

  #drop(): void {
    this.#session?.[Symbol.dispose]();
    this.#session = null;
    this.#quietUntil = this.#options.clock.monotonic() + (this.#options.quietMs ?? QUIET_MS);
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.#drop();
  }
}
