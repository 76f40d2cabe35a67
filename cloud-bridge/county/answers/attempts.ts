// Holds back whoever tries tokens: so many wrong ones from one address, and for a while none of its requests is looked at.
import type { Clock } from "#gateway/kit/clock.ts";
import { createRate, type Rate } from "#gateway/kit/http/rate.ts";

/** A message that was copied badly is tried a few times; an address may be that of a whole school. */
const WRONG = { burst: 20, perSecond: 1 / 30 };
/** A page that waits for its campus asks every three seconds, and a phone's chat looks before its owner does. */
const LOOKS = { burst: 200, perSecond: 2 };
/** Callers that are held back at a time; beyond, the oldest goes. */
const MOST_HELD = 10_000;

export interface Attempts {
  /** 0 when the request may be looked at, else milliseconds until the next one may. */
  take(caller: string): number;
  /** Notes a wrong token; true when it is to be told, which is not each one of many. */
  wrong(caller: string): boolean;
}

export function createAttempts(clock: Clock): Attempts {
  const looks: Rate = createRate({ ...LOOKS, clock });
  const wrongs: Rate = createRate({ ...WRONG, clock });
  /** Monotonic, by caller. */
  const heldUntil = new Map<string, number>();
  return {
    take(caller) {
      const until = heldUntil.get(caller) ?? 0;
      const leftMs = until - clock.monotonic();
      if (leftMs > 0) return Math.ceil(leftMs);
      heldUntil.delete(caller);
      return looks.take(caller);
    },
    wrong(caller) {
      const waitMs = wrongs.take(caller);
      if (waitMs === 0) return true;
      heldUntil.delete(caller);
      heldUntil.set(caller, clock.monotonic() + waitMs);
      const oldest = heldUntil.keys().next();
      if (heldUntil.size > MOST_HELD && !oldest.done) heldUntil.delete(oldest.value);
      return false;
    },
  };
}
