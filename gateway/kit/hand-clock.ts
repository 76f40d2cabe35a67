// A clock that a test moves by hand: time passes only in `pass`, and the wall clock can be set like an operator would.
import type { Clock } from "./clock.ts";

export interface HandClock extends Clock {
  /** Lets so many milliseconds go by, running every timer that falls due, in order. */
  pass(ms: number): void;
  /** Sets the wall clock; durations are not touched. */
  setWall(epochMs: number): void;
}

interface Timer {
  at: number;
  readonly every: number | null;
  readonly work: () => void;
}

/** Starts at the given wall time. */
export function handClock(startMs: number = Date.UTC(2026, 10, 23, 2)): HandClock {
  let wallOffset = startMs;
  // Fractions, as the real monotonic clock has them.
  let elapsed = 0.375;
  const timers = new Set<Timer>();
  const add = (timer: Timer): Disposable => {
    timers.add(timer);
    return { [Symbol.dispose]: () => timers.delete(timer) };
  };
  const nextBefore = (end: number) => [...timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
  return {
    soon: (work) => void setImmediate(work),
    now: () => Math.floor(wallOffset + elapsed),
    monotonic: () => elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = add({ at: elapsed + ms, every: null, work: resolve });
        signal?.addEventListener("abort", () => {
          timer[Symbol.dispose]();
          resolve();
        });
      }),
    every: (ms, work) => add({ at: elapsed + ms, every: ms, work }),
    after: (ms, work) => add({ at: elapsed + ms, every: null, work }),
    pass: (ms) => {
      const end = elapsed + ms;
      for (let timer = nextBefore(end); timer !== undefined; timer = nextBefore(end)) {
        elapsed = timer.at;
        if (timer.every === null) timers.delete(timer);
        else timer.at += timer.every;
        timer.work();
      }
      elapsed = end;
    },
    setWall: (epochMs) => {
      wallOffset = epochMs - elapsed;
    },
  };
}
