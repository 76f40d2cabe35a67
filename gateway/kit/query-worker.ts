// Answers questions in a thread of its own, one after the other: the main thread only hands over. The first question starts the thread; one
// that hangs is ended and another one started. The thread's side is `query-thread.ts`.
import { Worker } from "node:worker_threads";
import type { Clock } from "./clock.ts";
import type { FromThread, ThreadData, ToThread } from "./query-thread.ts";

const CLOSE_PATIENCE_MS = 1000;

export interface QueryWorkerOptions<Settings> {
  /** The module of the thread. It calls `answerQuestions`. */
  readonly module: URL;
  readonly name: string;
  /** What the module needs to begin with; structured-cloneable. */
  readonly settings: Settings;
  readonly memoryMb: number;
  /** One question may work so long. */
  readonly deadlineMs: number;
  /** A thread that has not even said that it is too late by then hangs on the disk. */
  readonly hungMs: number;
  /** Without questions for so long the thread ends; absent: it stays. */
  readonly idleMs?: number;
  readonly clock: Clock;
  /** The thread came to an end by itself, or had to. */
  readonly onLost?: (why: string) => void;
  /** What a question fails with that could not be answered. */
  readonly failed: (why: string) => Error;
}

interface Waiting<Question, Answer> {
  readonly n: number;
  readonly question: Question;
  readonly resolve: (answer: Answer | null) => void;
  readonly reject: (error: Error) => void;
}

export class QueryWorker<Settings, Question, Answer> implements AsyncDisposable {
  readonly #options: QueryWorkerOptions<Settings>;
  readonly #dropped = new Int32Array(new SharedArrayBuffer(4));
  readonly #queue: Waiting<Question, Answer>[] = [];
  #worker: Worker | null = null;
  #asked: Waiting<Question, Answer> | null = null;
  #timer: Disposable | null = null;
  #count = 0;
  #closed = false;

  constructor(options: QueryWorkerOptions<Settings>) {
    this.#options = options;
  }

  /** Questions that wait for the thread. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Null: nobody waits for the answer any more. */
  ask(question: Question, signal: AbortSignal): Promise<Answer | null> {
    if (this.#closed || signal.aborted) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const waiting = { n: ++this.#count, question, resolve, reject };
      this.#queue.push(waiting);
      signal.addEventListener("abort", () => this.#drop(waiting), { once: true });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const { resolve } of this.#queue.splice(0)) resolve(null);
    Atomics.store(this.#dropped, 0, this.#asked?.n ?? 0);
    this.#settle(({ resolve }) => resolve(null));
    await this.#end();
  }

  #drop(waiting: Waiting<Question, Answer>): void {
    if (waiting === this.#asked) Atomics.store(this.#dropped, 0, waiting.n);
    const at = this.#queue.indexOf(waiting);
    if (at !== -1) this.#queue.splice(at, 1);
    waiting.resolve(null);
  }

  #next(): void {
    if (this.#asked !== null || this.#closed) return;
    this.#timer?.[Symbol.dispose]();
    const { clock, deadlineMs, hungMs, idleMs } = this.#options;
    const waiting = this.#queue.shift();
    if (waiting === undefined) {
      this.#timer = idleMs === undefined ? null : clock.after(idleMs, () => void this.#end());
      return;
    }
    this.#asked = waiting;
    this.#worker ??= this.#start();
    const message: ToThread<Question> = { n: waiting.n, question: waiting.question, deadlineMs };
    this.#worker.postMessage(message);
    this.#timer = clock.after(hungMs, () => this.#lost(`it gave no sign for ${hungMs} ms`));
  }

  #start(): Worker {
    const { module, name, settings, memoryMb, failed } = this.#options;
    const workerData: ThreadData<Settings> = { settings, dropped: this.#dropped };
    const worker = new Worker(module, { workerData, name, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    const lost = (why: string) => {
      if (this.#worker === worker) this.#lost(why);
    };
    worker.on("message", (message: FromThread<Answer>) => {
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
    this.#options.onLost?.(why);
    worker?.terminate().catch(() => undefined);
    this.#settle(({ reject }) => reject(this.#options.failed(why)));
    this.#next();
  }

  #settle(tell: (waiting: Waiting<Question, Answer>) => void): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = null;
    const asked = this.#asked;
    this.#asked = null;
    if (asked !== null) tell(asked);
  }

  /** Lets the thread close its connections: an open one would keep a writer's last checkpoint from folding its WAL. */
  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null) return;
    const { promise: enough, resolve } = Promise.withResolvers<void>();
    using _patience = this.#options.clock.after(CLOSE_PATIENCE_MS, resolve);
    const ended = new Promise<void>((done) => worker.once("exit", () => done()));
    worker.postMessage("close");
    await Promise.race([ended, enough]);
    await worker.terminate();
  }
}
