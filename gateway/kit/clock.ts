// The only place that touches the machine's clocks and timers, so that tests can hand in their own time.

export interface Clock {
  /** Calls `work` once, after the input that is already waiting was taken: what arrives together is handled together. */
  soon(work: () => void): void;
  /** Wall clock, epoch milliseconds. It may jump; use it for labels, never for waiting. */
  now(): number;
  /** Milliseconds that only ever rise, for durations and deadlines. */
  monotonic(): number;
  /** Resolves after so many milliseconds, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `work` every so many milliseconds until the returned handle is disposed; keeps no process alive. */
  every(ms: number, work: () => void): Disposable;
  /** Calls `work` once after so many milliseconds unless disposed first; keeps no process alive. */
  after(ms: number, work: () => void): Disposable;
}

export const systemClock: Clock = {
  soon: (work) => void setImmediate(work),
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done, { once: true });
    }),
  every: (ms, work) => {
    const timer = setInterval(work, ms);
    timer.unref();
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    timer.unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
