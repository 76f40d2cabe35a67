// Answers /history in a thread of its own: the main thread, which serves devices, only hands over questions and texts.
import { Worker } from "node:worker_threads";
import type { History, HistoryAnswer, HistoryQuery } from "../contract/history.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { FromThread, ThreadSettings, ToThread } from "./protocol.ts";

/** One query may work so long. */
const DEADLINE_MS = 10_000;
/** A thread that has not even said that it is too late by then hangs on the disk: it is ended, and another one started. */
const HUNG_MS = 2 * DEADLINE_MS;
const CLOSE_PATIENCE_MS = 1000;
/** Queries that wait for the thread; more are refused at once. */
const MOST_WAITING = 64;
/** Ten thousand items are a few megabytes. */
const MEMORY_MB = 192;

export interface HistoryOptions {
  /** journal.db; it exists. */
  readonly file: string;
  /** history.db; it exists. Absent: the journal answers everything. */
  readonly rollups?: string;
  /** The module that reads it (SourceModule). */
  readonly source: URL;
  readonly clock: Clock;
  readonly log: Log;
  /** Absent: 10 s. */
  readonly deadlineMs?: number;
}

interface Waiting {
  readonly n: number;
  readonly query: HistoryQuery;
  readonly signal: AbortSignal;
  readonly resolve: (answer: HistoryAnswer | null) => void;
  readonly reject: (error: Error) => void;
}

/** The thread is started by the first query. */
export function openHistory(options: HistoryOptions): History & AsyncDisposable {
  return new QueryThread(options);
}

class QueryThread implements History, AsyncDisposable {
  readonly #options: HistoryOptions;
  readonly #dropped = new Int32Array(new SharedArrayBuffer(4));
  readonly #queue: Waiting[] = [];
  #worker: Worker | null = null;
  #asked: Waiting | null = null;
  #hung: Disposable | null = null;
  #count = 0;
  #closed = false;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  query(query: HistoryQuery, signal: AbortSignal): Promise<HistoryAnswer | null> {
    if (this.#closed || signal.aborted) return Promise.resolve(null);
    if (this.#queue.length >= MOST_WAITING) return Promise.resolve({ refused: "busy" });
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { n: ++this.#count, query, signal, resolve, reject };
      this.#queue.push(waiting);
      signal.addEventListener("abort", () => this.#drop(waiting), { once: true });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const { resolve } of this.#queue.splice(0)) resolve(null);
    const { n = 0 } = this.#asked ?? {};
    Atomics.store(this.#dropped, 0, n);
    this.#settle(({ resolve }) => resolve(null));
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null) return;
    // An open connection would keep the journal's last checkpoint from folding its WAL, so the thread is left time to close it.
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    using _patience = this.#options.clock.after(CLOSE_PATIENCE_MS, resolve);
    const ended = new Promise<void>((done) => worker.once("exit", () => done()));
    worker.postMessage("close");
    await Promise.race([ended, enough]);
    await worker.terminate();
  }

  #drop(waiting: Waiting): void {
    if (waiting === this.#asked) Atomics.store(this.#dropped, 0, waiting.n);
    const at = this.#queue.indexOf(waiting);
    if (at !== -1) this.#queue.splice(at, 1);
    waiting.resolve(null);
  }

  #next(): void {
    if (this.#asked !== null || this.#closed) return;
    const waiting = this.#queue.shift();
    if (waiting === undefined) return;
    this.#asked = waiting;
    const { n, query } = waiting;
    const message: ToThread = { n, query, deadlineMs: this.#options.deadlineMs ?? DEADLINE_MS };
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
    this.#hung = this.#options.clock.after(HUNG_MS, () => this.#lost(`it gave no sign for ${HUNG_MS} ms`));
  }

  #start(): Worker {
    const { file, source, rollups = null } = this.#options;
    const settings: ThreadSettings = { source: source.href, file, rollups, dropped: this.#dropped };
    const worker = new Worker(new URL("./query-thread.ts", import.meta.url), {
      workerData: settings,
      name: "history",
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    const lost = (why: string) => {
      if (this.#worker === worker) this.#lost(why);
    };
    worker.on("message", (message: FromThread) => {
      if (this.#worker !== worker || message.n !== this.#asked?.n) return;
      this.#settle(({ resolve, reject }) => {
        if ("answer" in message) resolve(message.answer);
        else reject(this.#failed(message.failed));
      });
      this.#next();
    });
    worker.on("error", (error) => lost(error.message));
    worker.on("exit", (code) => lost(`it ended with ${code}`));
    return worker;
  }

  /** The thread is of no use any more; the query that it worked on fails, the next one gets a new thread. */
  #lost(why: string): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#options.log.warn({ why }, "the query thread of /history was ended");
    worker?.terminate().catch(() => undefined);
    this.#settle(({ reject }) => reject(this.#failed(why)));
    this.#next();
  }

  #settle(tell: (waiting: Waiting) => void): void {
    this.#hung?.[Symbol.dispose]();
    this.#hung = null;
    const asked = this.#asked;
    this.#asked = null;
    if (asked !== null) tell(asked);
  }

  #failed(why: string): GatewayError {
    return new GatewayError(
      "history-failed",
      `readings could not be read from ${this.#options.file}: ${why}`,
      "Ask again; if it stays, look at the disk (dmesg, SMART) and at the log of the gateway.",
    );
  }
}
