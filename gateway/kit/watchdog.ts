// Ends the process when its main thread is blocked for long: a gateway that is started afresh in a second beats one that hangs.
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "./clock.ts";
import type { WriterThread } from "./writer-thread.ts";

/** Longer than any commit on a dying card; devices with a keepalive of 60 s are still connected then. */
const LIMIT_MS = 30_000;
const BEAT_EVERY_MS = 250;
const NANOSECONDS = 1e9;

export interface Watchdog extends Disposable {
  /** The longest delay of the event loop since this was last asked, in seconds. */
  longestDelay(): number;
}

/**
 * Has the stores' thread watch this one; a clean stop ends the watching with that thread. What is acknowledged is on disk at any moment, so nothing is
 * lost by ending.
 */
export function startWatchdog(clock: Clock, thread: WriterThread, limitMs = LIMIT_MS): Watchdog {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  thread.watch({ beats, limitMs });
  const timer = clock.every(BEAT_EVERY_MS, () => Atomics.add(beats, 0, 1));
  const delays = monitorEventLoopDelay({ resolution: 20 });
  delays.enable();
  return {
    longestDelay() {
      const seconds = delays.max / NANOSECONDS;
      delays.reset();
      return Number.isFinite(seconds) ? seconds : 0;
    },
    [Symbol.dispose]: () => {
      timer[Symbol.dispose]();
      delays.disable();
    },
  };
}
