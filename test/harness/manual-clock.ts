// A clock that stands still until the test moves it; timers run in the order of their times, the wall clock can be set apart.
import type { Clock } from "#gateway/kit/clock.ts";

interface Timer {
  at: number;
  readonly everyMs: number | null;
  readonly work: () => void;
}

export class ManualClock implements Clock {
  #monotonic = 0;
  #offset: number;
  readonly #timers = new Set<Timer>();

  constructor(nowMs = Date.UTC(2026, 10, 22, 5)) {
    this.#offset = nowMs;
  }

  /** Real input of real sockets is waiting, so this is really the next turn. */
  soon(work: () => void): void {
    setImmediate(work);
  }

  now(): number {
    return this.#offset + this.#monotonic;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = this.after(ms, resolve);
      signal?.addEventListener("abort", () => {
        timer[Symbol.dispose]();
        resolve();
      });
    });
  }

  every(ms: number, work: () => void): Disposable {
    return this.#start({ at: this.#monotonic + ms, everyMs: ms, work });
  }

  after(ms: number, work: () => void): Disposable {
    return this.#start({ at: this.#monotonic + ms, everyMs: null, work });
  }

  /** Lets this much time pass; timers that are due run. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#monotonic = due.at;
      if (due.everyMs === null) this.#timers.delete(due);
      else due.at += due.everyMs;
      due.work();
    }
    this.#monotonic = end;
  }

  /** Sets the wall clock; durations and timers do not notice. */
  setNow(nowMs: number): void {
    this.#offset = nowMs - this.#monotonic;
  }

  #start(timer: Timer): Disposable {
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }
}
