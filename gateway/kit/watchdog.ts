// Ends the process when its main thread is blocked for long: a gateway that is started afresh in a second beats one that hangs.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import type { Clock } from "./clock.ts";

/** Longer than any commit on a dying card; devices with a keepalive of 60 s are still connected then. */
const LIMIT_MS = 30_000;
const BEAT_EVERY_MS = 250;
const NANOSECONDS = 1e9;

export interface Watchdog extends AsyncDisposable {
  /** The longest delay of the event loop since this was last asked, in seconds. */
  longestDelay(): number;
}

/** Watches until disposed. What is acknowledged is on disk at any moment, so nothing is lost by ending. */
export function startWatchdog(clock: Clock, limitMs = LIMIT_MS): Watchdog {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./watchdog-thread.mjs", import.meta.url), {
    workerData: { beats, limitMs },
    name: "watchdog",
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
  });
  worker.unref();
  const timer = clock.every(BEAT_EVERY_MS, () => Atomics.add(beats, 0, 1));
  const delays = monitorEventLoopDelay({ resolution: 20 });
  delays.enable();
  return {
    longestDelay() {
      const seconds = delays.max / NANOSECONDS;
      delays.reset();
      return Number.isFinite(seconds) ? seconds : 0;
    },
    [Symbol.asyncDispose]: async () => {
      timer[Symbol.dispose]();
      delays.disable();
      await worker.terminate();
    },
  };
}
