// The drivers' thread from outside: started by the first message to it, watched by its heartbeat, ended and started afresh when it hangs or dies.
import { Worker } from "node:worker_threads";
import type { Clock } from "../kit/clock.ts";
import type { FromThread, ThreadSettings, ToThread } from "./protocol.ts";

/** A thread that gives no sign for so long hangs. */
const HUNG_AFTER_MS = 10_000;
/** So many looks in a row without a sign: counted in looks, so that a main thread that was busy itself accuses nobody. */
const LOOKS = 10;
/** Loading the drivers takes a while on a busy machine. */
const LOOKS_AT_START = 6 * LOOKS;
const RESTART_FIRST_MS = 1000;
const RESTART_LONGEST_MS = 60_000;
/** A thread that ran so long was well; its next restart is quick again. */
const WELL_AFTER_MS = 60_000;
const CLOSE_PATIENCE_MS = 3000;
/** Ten times what a thousand devices need; a driver that leaks ends its thread, not the gateway. */
const MEMORY_MB = 256;
/** What a poll makes is thrown away at once; more room only costs memory. */
const YOUNG_MB = 4;

export type RestartReason = "hung" | "died";

export interface DriverThreadOptions {
  readonly registry: URL;
  readonly clock: Clock;
  readonly hungAfterMs?: number;
  readonly receive: (message: FromThread) => void;
  /** The thread is gone; everything that was asked of it is void. It is started again by itself. */
  readonly lost: (reason: RestartReason, detail: string) => void;
  /** A new thread is there in place of one that was lost, and knows nothing yet. */
  readonly startedAfresh: () => void;
}

export interface DriverThread extends AsyncDisposable {
  /** True from the first message on: a campus without polled devices never pays for the thread. */
  readonly isNeeded: boolean;
  /** False while the thread is gone. */
  post(message: ToThread): boolean;
}

export function startDriverThread(options: DriverThreadOptions): DriverThread {
  const { clock, registry } = options;
  const beatEveryMs = (options.hungAfterMs ?? HUNG_AFTER_MS) / LOOKS;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  let worker: Worker | null = null;
  let exited: Promise<unknown> = Promise.resolve();
  let startedMs = 0;
  let failures = 0;
  let restart: Disposable | null = null;
  let isNeeded = false;
  let stopped = false;
  let seen = 0;
  let silent = 0;
  let heard = false;

  const start = () => {
    restart = null;
    silent = 0;
    heard = false;
    startedMs = clock.monotonic();
    const settings: ThreadSettings = { registry: registry.href, beats, beatEveryMs };
    const next = new Worker(new URL("./host-thread.ts", import.meta.url), {
      workerData: settings,
      name: "drivers",
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    worker = next;
    exited = new Promise((resolve) => next.once("exit", resolve));
    next.on("message", (message: FromThread) => {
      if (worker === next) options.receive(message);
    });
    next.on("error", (error) => lose(next, "died", error.message));
    next.once("exit", (code) => lose(next, "died", `it ended with ${code}`));
  };
  const startAfresh = () => {
    start();
    options.startedAfresh();
  };

  const lose = (which: Worker, reason: RestartReason, detail: string) => {
    if (worker !== which || stopped) return;
    worker = null;
    failures = clock.monotonic() - startedMs > WELL_AFTER_MS ? 1 : failures + 1;
    restart = clock.after(Math.min(RESTART_FIRST_MS * 2 ** (failures - 1), RESTART_LONGEST_MS), startAfresh);
    options.lost(reason, detail);
  };

  const look = () => {
    const now = Atomics.load(beats, 0);
    heard ||= now !== seen;
    silent = now === seen ? silent + 1 : 0;
    seen = now;
    if (silent < (heard ? LOOKS : LOOKS_AT_START) || worker === null) return;
    const hung = worker;
    lose(hung, "hung", `no sign of it for ${options.hungAfterMs ?? HUNG_AFTER_MS} ms`);
    // Ends even a thread that never yields; the new one starts only after the wait, so the two do not share a link.
    hung.terminate().catch(() => undefined);
  };

  const timer = clock.every(beatEveryMs, look);
  return {
    get isNeeded() {
      return isNeeded;
    },
    post(message) {
      if (!isNeeded && !stopped) {
        isNeeded = true;
        start();
      }
      worker?.postMessage(message);
      return worker !== null;
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      timer[Symbol.dispose]();
      restart?.[Symbol.dispose]();
      const last = worker;
      if (last === null) return;
      const close: ToThread = { do: "close" };
      last.postMessage(close);
      const { promise: enough, resolve } = Promise.withResolvers<void>();
      using _patience = clock.after(CLOSE_PATIENCE_MS, resolve);
      await Promise.race([exited, enough]);
      await last.terminate();
    },
  };
}
