// Questions about the past of alarms, answered in a thread of its own: the main thread only hands over. The first question starts it.
import { Worker } from "node:worker_threads";
import type { AlarmHistory, RulePreview } from "../contract/alarm-desk.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError } from "../kit/errors.ts";
import type { HistoryWish } from "./occurrences.ts";
import type { PreviewWish } from "./preview.ts";

/** One question may work so long; a preview then says that it is not complete. */
const DEADLINE_MS = 10_000;
const HUNG_MS = 3 * DEADLINE_MS;
const MOST_WAITING = 32;
/** Without questions for so long the thread ends: most campuses ask once a week. */
const IDLE_MS = 60_000;
const CLOSE_PATIENCE_MS = 1000;
const MEMORY_MB = 128;

export type Question =
  | { readonly ask: "history"; readonly wish: HistoryWish }
  | { readonly ask: "preview"; readonly wish: PreviewWish };
export interface ThreadSettings {
  /** The module that reads points from journal.db. */
  readonly source: string;
  readonly journal: string;
  readonly state: string;
  /** Number of the newest question that nobody waits for any more. */
  readonly dropped: Int32Array<SharedArrayBuffer>;
}
export interface ToThread {
  readonly n: number;
  readonly question: Question;
  readonly deadlineMs: number;
}
export type FromThread =
  | { readonly n: number; readonly answer: AlarmHistory | RulePreview | null }
  | { readonly n: number; readonly failed: string };

interface Waiting {
  readonly n: number;
  readonly question: Question;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Queries implements AsyncDisposable {
  readonly #settings: ThreadSettings;
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #asked: Waiting | null = null;
  #worker: Worker | null = null;
  #timer: Disposable | null = null;
  #count = 0;
  #closed = false;

  constructor(files: Omit<ThreadSettings, "dropped">, clock: Clock) {
    this.#settings = { ...files, dropped: new Int32Array(new SharedArrayBuffer(4)) };
    this.#clock = clock;
  }

  /** Null: nobody waits any more. Throws `slow-down` when too many wait, `history-failed` when the files cannot be read. */
  history(wish: HistoryWish, signal: AbortSignal): Promise<AlarmHistory | null> {
    return this.#ask<AlarmHistory>({ ask: "history", wish }, signal);
  }

  preview(wish: PreviewWish, signal: AbortSignal): Promise<RulePreview | null> {
    return this.#ask<RulePreview>({ ask: "preview", wish }, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(null);
    Atomics.store(this.#settings.dropped, 0, this.#asked?.n ?? 0);
    this.#settle(({ resolve }) => resolve(null));
    await this.#end();
  }

  #ask<T>(question: Question, signal: AbortSignal): Promise<T | null> {
    if (this.#closed || signal.aborted) return Promise.resolve(null);
    if (this.#waiting.length >= MOST_WAITING)
      return Promise.reject(
        new GatewayError(
          "slow-down",
          "too many questions about the past of alarms are waiting",
          "Ask again in a moment.",
        ),
      );
    return new Promise<T | null>((resolve, reject) => {
      const waiting: Waiting = {
        n: ++this.#count,
        question,
        resolve: (answer) => resolve(answer as T | null),
        reject,
      };
      this.#waiting.push(waiting);
      signal.addEventListener("abort", () => this.#drop(waiting), { once: true });
      this.#next();
    });
  }

  #drop(waiting: Waiting): void {
    if (waiting === this.#asked) Atomics.store(this.#settings.dropped, 0, waiting.n);
    const at = this.#waiting.indexOf(waiting);
    if (at !== -1) this.#waiting.splice(at, 1);
    waiting.resolve(null);
  }

  #next(): void {
    if (this.#asked !== null || this.#closed) return;
    this.#timer?.[Symbol.dispose]();
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      this.#timer = this.#clock.after(IDLE_MS, () => void this.#end());
      return;
    }
    this.#asked = waiting;
    this.#worker ??= this.#start();
    const message: ToThread = { n: waiting.n, question: waiting.question, deadlineMs: DEADLINE_MS };
    this.#worker.postMessage(message);
    this.#timer = this.#clock.after(HUNG_MS, () => this.#lost(`it gave no sign for ${HUNG_MS} ms`));
  }

  #start(): Worker {
    const worker = new Worker(new URL("./query-thread.ts", import.meta.url), {
      workerData: this.#settings,
      name: "alarms",
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    const lost = (why: string) => {
      if (this.#worker === worker) this.#lost(why);
    };
    worker.on("message", (message: FromThread) => {
      if (this.#worker !== worker || message.n !== this.#asked?.n) return;
      this.#settle(({ resolve, reject }) => {
        if ("answer" in message) resolve(message.answer);
        else reject(failed(message.failed));
      });
      this.#next();
    });
    worker.on("error", (error) => lost(error.message));
    worker.on("exit", (code) => lost(`it ended with ${code}`));
    return worker;
  }

  /** The thread is of no use any more; the question that it worked on fails, the next one gets a new thread. */
  #lost(why: string): void {
    const worker = this.#worker;
    this.#worker = null;
    worker?.terminate().catch(() => undefined);
    this.#settle(({ reject }) => reject(failed(why)));
    this.#next();
  }

  #settle(tell: (waiting: Waiting) => void): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
    const asked = this.#asked;
    this.#asked = null;
    if (asked !== null) tell(asked);
  }

  /** Lets the thread close its connections: an open one would keep the journal's last checkpoint from folding its WAL. */
  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null) return;
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    using _patience = this.#clock.after(CLOSE_PATIENCE_MS, resolve);
    const ended = new Promise<void>((done) => worker.once("exit", () => done()));
    worker.postMessage("close");
    await Promise.race([ended, enough]);
    await worker.terminate();
  }
}

function failed(why: string): GatewayError {
  return new GatewayError(
    "history-failed",
    `the past of alarms could not be read: ${why}`,
    "Ask again; if it stays, look at the disk (dmesg, SMART) and at the log of the gateway.",
  );
}
