// A token bucket per caller, for requests that nobody signed. Bounded: the callers that were quiet longest are forgotten first.
import type { Clock } from "../clock.ts";

export interface RateOptions {
  /** Requests at once from a fresh caller. */
  readonly burst: number;
  readonly perSecond: number;
  readonly clock: Clock;
  /** Callers remembered at most. */
  readonly callers?: number;
}

export interface Rate {
  /** 0 when the request may go on, else milliseconds until the next one may. */
  take(caller: string): number;
}

/** Makes an empty set of buckets. */
export function createRate({ burst, perSecond, clock, callers = 10_000 }: RateOptions): Rate {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(caller) {
      const now = clock.monotonic();
      const bucket = buckets.get(caller) ?? { left: burst, at: now };
      bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
      buckets.delete(caller);
      buckets.set(caller, bucket);
      if (buckets.size > callers) {
        const oldest = buckets.keys().next();
        if (!oldest.done) buckets.delete(oldest.value);
      }
      if (bucket.left < 1) return Math.ceil(((1 - bucket.left) / perSecond) * 1000);
      bucket.left -= 1;
      return 0;
    },
  };
}
