// Summaries for a series store, in a thread of their own: without one nothing runs, and a store that is slow or away delays only itself.
import { Worker } from "node:worker_threads";
import type { Clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Trouble } from "#gateway/kit/line-store/answers.ts";
import { type LineStoreConfig, targetId, targetOf } from "#gateway/kit/line-store/target.ts";
import type { Log } from "#gateway/kit/log.ts";
import type { CountyStore } from "../store.ts";
import type { Sent } from "./send.ts";
import type { FromSeriesThread, SeriesThreadSettings } from "./thread.ts";

export interface SeriesOptions {
  /** Null: none is filled. */
  readonly config: LineStoreConfig | null;
  /** Of county.yaml. */
  readonly folder: string;
  readonly store: CountyStore;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Series extends AsyncDisposable {
  /** Lines that the store has answered for since the start. */
  readonly stored: number;
  /** Lines that the store did not want since the start, by reason. */
  readonly lost: ReadonlyMap<string, number>;
  /** What is in the way; null: nothing. */
  readonly trouble: Trouble | "thread" | null;
}

const CLOSE_PATIENCE_MS = 1500;
const AGAIN_MS = 10_000;
const MEMORY_MB = 128;

/** Names the store to county.db, and fills it until disposed. */
export async function openSeries({ config, folder, store, clock, log }: SeriesOptions): Promise<Series> {
  const target = config === null ? null : targetOf(config, folder);
  await store.aim(target === null ? null : targetId(target, store.id));
  const lost = new Map<string, number>();
  let stored = 0;
  let trouble: Series["trouble"] = null;
  let worker: Worker | null = null;
  let again: Disposable | null = null;
  let stopped = false;

  const take = (sent: Sent): void => {
    stored += sent.lines;
    if (sent.lines > 0 && trouble !== null) {
      log.info("the series store takes summaries again");
      trouble = null;
    }
    for (const [code, count] of sent.lost) lost.set(code, (lost.get(code) ?? 0) + count);
    if (sent.lost.size > 0)
      log.warn({ lost: Object.fromEntries(sent.lost) }, "the series store did not take some summaries; they stay in county.db"); // biome-ignore format: one line
    const { due, swept } = sent;
    if (due === null && swept === null) return;
    store.passed({ due, swept }).catch((error: unknown) => {
      log.warn({ reason: messageOf(error) }, "what was sent to the series store could not be noted; it is sent again");
    });
  };
  const start = (settings: SeriesThreadSettings): void => {
    const started = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: settings,
      name: "series",
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    worker = started;
    let why: string | null = null;
    started.on("message", (message: FromSeriesThread) => {
      if (message.is === "sent") return take(message.sent);
      if (trouble !== message.trouble && !stopped)
        log.warn({ trouble: message.trouble, detail: message.detail }, "the series store takes no summaries now");
      trouble = message.trouble;
    });
    started.on("error", (error) => {
      why = error.message;
    });
    started.once("exit", () => {
      if (stopped) return;
      trouble = "thread";
      log.error({ reason: why }, "sending to the series store ended; it is started again");
      again = clock.after(AGAIN_MS, () => start(settings));
    });
  };
  if (target !== null) start({ file: store.file, target });
  return {
    get stored() {
      return stored;
    },
    lost,
    get trouble() {
      return trouble;
    },
    [Symbol.asyncDispose]: async () => {
      stopped = true;
      again?.[Symbol.dispose]();
      if (worker === null) return;
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      worker.once("exit", () => resolve());
      using _patience = clock.after(CLOSE_PATIENCE_MS, resolve);
      worker.postMessage("stop");
      await ended;
      await worker.terminate();
    },
  };
}
