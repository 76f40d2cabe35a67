// Whoever waits until something changes at a post: each wait ends with a change, with its time, or when nobody waits any more.
import type { Clock } from "../../kit/clock.ts";

export interface Waiters extends Disposable {
  /** How often something has changed there. */
  version(post: string): number;
  changed(post: string): void;
  /** Resolves when the version is another one than `seen`, or after so long; never rejects. */
  wait(post: string, seen: number, ms: number, signal: AbortSignal): Promise<void>;
}

/** Nothing has changed yet. */
export function waiters(clock: Clock): Waiters {
  const versions = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  const version = (post: string) => versions.get(post) ?? 0;
  const over = new AbortController();
  return {
    version,
    changed(post) {
      versions.set(post, version(post) + 1);
      const all = waiting.get(post);
      waiting.delete(post);
      for (const wake of all ?? []) wake();
    },
    async wait(post, seen, ms, signal) {
      if (version(post) !== seen || over.signal.aborted) return;
      const woken = new AbortController();
      const wake = () => woken.abort();
      const all = waiting.get(post) ?? new Set();
      waiting.set(post, all.add(wake));
      await clock.sleep(ms, AbortSignal.any([woken.signal, signal, over.signal]));
      all.delete(wake);
    },
    [Symbol.dispose]: () => over.abort(),
  };
}
