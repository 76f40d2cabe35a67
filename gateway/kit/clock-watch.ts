// Whether the machine's wall clock can be believed, and by how much it was set when it jumped.
import { isBelievable } from "./build-date.ts";
import type { Clock } from "./clock.ts";

const LOOK_EVERY_MS = 500;
/** Drift and slewing stay far below this between two looks; more is a step. */
const STEP_MS = 1000;

export interface ClockWatch extends Disposable {
  /** False before this version existed: a clock that says so was never set (1970 without a battery). */
  readonly trusted: boolean;
  /** The last step, for /status: how much, and when (on the clock after it); null when there was none. */
  readonly lastStep: { readonly offsetMs: number; readonly atMs: number } | null;
}

/** Watches the wall clock against the monotonic one. `onStep` is told the correction: new time minus old time. */
export function watchClock(clock: Clock, onStep: (offsetMs: number) => void): ClockWatch {
  let wall = clock.now();
  let monotonic = clock.monotonic();
  let lastStep: ClockWatch["lastStep"] = null;
  const timer = clock.every(LOOK_EVERY_MS, () => {
    const nowWall = clock.now();
    const nowMonotonic = clock.monotonic();
    const offsetMs = Math.round(nowWall - wall - (nowMonotonic - monotonic));
    wall = nowWall;
    monotonic = nowMonotonic;
    if (Math.abs(offsetMs) < STEP_MS) return;
    lastStep = { offsetMs, atMs: nowWall };
    onStep(offsetMs);
  });
  return {
    get trusted() {
      return isBelievable(clock.now());
    },
    get lastStep() {
      return lastStep;
    },
    [Symbol.dispose]: () => timer[Symbol.dispose](),
  };
}
