// The main thread's end of the sending thread: starts it, hears it, stops it.
import { Worker } from "node:worker_threads";
import type { Clock } from "../../kit/clock.ts";
import type { Trouble } from "../../kit/line-store/answers.ts";
import type { FromSender, SenderSettings, ToSender } from "./protocol.ts";
import type { Passed } from "./sender.ts";

const CLOSE_PATIENCE_MS = 1500;
/** Some ranges of a megabyte, their pages and their requests. */
const MEMORY_MB = 128;

export interface Sender extends AsyncDisposable {
  /** There are entries up to this one. */
  goOn(head: number): void;
  /** Sends lines that do not come from the journal; resolves with how many were not stored, by reason. Rejects when the thread ends. */
  send(lines: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

export interface SenderEvents {
  readonly onPassed: (passed: Passed) => void;
  readonly onTrouble: (trouble: Trouble, detail: string) => void;
  /** It ended by itself; there will be no more of it. */
  readonly onEnded: (why: string) => void;
}

export function startSender(settings: SenderSettings, events: SenderEvents, clock: Clock): Sender {
  const worker = new Worker(new URL("./sender-thread.ts", import.meta.url), {
    workerData: settings,
    name: "influx",
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const asked = new Map<number, PromiseWithResolvers<ReadonlyMap<string, number>>>();
  let count = 0;
  let stopped = false;
  let why: string | null = null;
  const post = (message: ToSender) => worker.postMessage(message);
  const exited = new Promise<void>((resolve) => {
    worker.once("exit", (code) => {
      why ??= `its thread ended (${code})`;
      for (const { reject } of asked.values()) reject(new Error(why));
      asked.clear();
      resolve();
      if (!stopped) events.onEnded(why);
    });
  });
  worker.on("error", (error) => {
    why = error.message;
  });
  worker.on("message", (message: FromSender) => {
    // What was passed before the stop counts; what is in the way no longer does.
    if (message.is === "passed") events.onPassed(message.passed);
    else if (message.is === "trouble" && !stopped) events.onTrouble(message.trouble, message.detail);
    else if (message.is === "sent") {
      asked.get(message.n)?.resolve(message.lost);
      asked.delete(message.n);
    }
  });
  return {
    goOn: (head) => post({ do: "go-on", head }),
    send: (lines) => {
      if (why !== null) return Promise.reject(new Error(why));
      const answer = Promise.withResolvers<ReadonlyMap<string, number>>();
      asked.set(++count, answer);
      post({ do: "send", n: count, lines });
      return answer.promise;
    },
    [Symbol.asyncDispose]: async () => {
      stopped = true;
      post({ do: "stop" });
      const { promise: enough, resolve } = Promise.withResolvers<void>();
      using _patience = clock.after(CLOSE_PATIENCE_MS, resolve);
      await Promise.race([exited, enough]);
      await worker.terminate();
    },
  };
}
