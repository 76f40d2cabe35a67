// The time that delays are counted in: it goes on over a restart, and no setting of the wall clock moves it.
import { isBelievable } from "./build-date.ts";
import type { Clock } from "./clock.ts";

/** Milliseconds of this clock. */
export type Moment = number;

/** Where both clocks stood when the state was last saved. */
export interface Anchor {
  readonly at: Moment;
  readonly wallMs: number;
}

export class SteadyClock {
  readonly #clock: Clock;
  readonly #began: Moment;
  readonly #beganMonotonic: number;
  /** Nothing is put before this: the moment of the last entry, or one at which every entry had been taken. */
  #floor: Moment;

  /** `saved`: of the run before; null: there was none. */
  constructor(clock: Clock, saved: Anchor | null) {
    this.#clock = clock;
    this.#beganMonotonic = clock.monotonic();
    const wallMs = clock.now();
    // How long the gateway was down is known only if both times can be believed; going back in time it was not down at all.
    const known = saved !== null && isBelievable(saved.wallMs) && isBelievable(wallMs);
    const downMs = known ? Math.max(0, wallMs - saved.wallMs) : 0;
    this.#began = saved === null ? wallMs : saved.at + downMs;
    this.#floor = saved === null ? this.#began : saved.at;
  }

  now(): Moment {
    return this.#began + (this.#clock.monotonic() - this.#beganMonotonic);
  }

  /** Tells for entries that are at hand now, by their received times, when they came; moments of entries never go back. */
  placing(): (receivedMs: number) => Moment {
    const now = this.now();
    const shift = now - this.#clock.now();
    return (receivedMs) => {
      this.#floor = Math.min(now, Math.max(this.#floor, receivedMs + shift));
      return this.#floor;
    };
  }

  /** Every entry received before `moment` has been taken. */
  passed(moment: Moment): void {
    this.#floor = Math.max(this.#floor, moment);
  }

  /** What the wall clock says, as it stands now, of a moment. */
  wallOf(moment: Moment): number {
    return Math.round(moment - this.now() + this.#clock.now());
  }

  anchor(): Anchor {
    return { at: this.#floor, wallMs: this.wallOf(this.#floor) };
  }
}
