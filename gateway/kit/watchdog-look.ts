// Looks from another thread whether the main thread still turns, and ends the process when it does not. Runs in the stores' thread, which
// mostly waits: a thread of its own would cost 11 MB.
import { writeSync } from "node:fs";
import type { Clock } from "./clock.ts";

const LOOK_EVERY_MS = 250;
const STDERR = 2;

/** What the looking thread is told: the counter that the main thread raises, and for how long it may stand still. */
export interface Watch {
  readonly beats: Int32Array;
  readonly limitMs: number;
}

/** Looks until the thread ends. */
export function lookAfter({ beats, limitMs }: Watch, clock: Clock): void {
  let seen = -1;
  let since = clock.monotonic();
  let looked = since;
  clock.every(LOOK_EVERY_MS, () => {
    const now = clock.monotonic();
    const beat = Atomics.load(beats, 0);
    // A machine that slept, a process that was stopped, a disk that let this thread wait: it did not look, so it accuses nobody.
    const slept = now - looked > 10 * LOOK_EVERY_MS;
    looked = now;
    if (beat !== seen || slept) {
      seen = beat;
      since = now;
    } else if (now - since > limitMs) end(now - since, new Date(clock.now()).toISOString());
  });
}

function end(blockedMs: number, time: string): void {
  const msg = "the main thread is blocked; the process ends so that it can be started afresh";
  // Not through the log, whose stream belongs to the thread that is blocked.
  writeSync(STDERR, `${JSON.stringify({ level: 60, time, blockedMs: Math.round(blockedMs), msg })}\n`);
  process.kill(process.pid, "SIGKILL");
}
