// The time of the played day: the wall clock, or another time of day that may go by faster.
import type { Clock } from "#gateway/kit/clock.ts";
import { onTheDayOf } from "../day/time.ts";

export interface CampusClock {
  readonly speed: number;
  /** Epoch ms of the played day. */
  now(): number;
  /** How long a stretch of the played day takes, ms. */
  realMs(playedMs: number): number;
}

/** `from`: milliseconds since midnight at which the day of today begins; null: now. */
export function campusClock(clock: Clock, speed: number, from: number | null): CampusClock {
  const realMs = (playedMs: number) => playedMs / speed;
  if (speed === 1 && from === null) return { speed, now: () => clock.now(), realMs };
  const began = clock.monotonic();
  const beginning = from === null ? clock.now() : onTheDayOf(clock.now(), from);
  return { speed, now: () => beginning + (clock.monotonic() - began) * speed, realMs };
}
