// How many letters a road may still take: so many in any stretch of so long a time, as makers of robots count. Pure but for its memory.
import type { Moment } from "../kit/steady-clock.ts";
import type { Pace } from "./roads/road.ts";

/** They count when a letter arrives, we when it leaves. */
const MARGIN_MS = 500;

export class SendingWindow {
  #sent: Moment[];

  /** `sent`: moments of letters that went before the start. */
  constructor(sent: readonly Moment[]) {
    this.#sent = [...sent];
  }

  /** How long until one more may go; 0: now. */
  waitMs({ notes, perMs }: Pace, at: Moment): number {
    this.#sent = this.#sent.filter((moment) => moment > at - perMs - MARGIN_MS);
    const oldest = this.#sent.at(-notes);
    return oldest === undefined ? 0 : Math.max(0, oldest + perMs + MARGIN_MS - at);
  }

  sent(at: Moment): void {
    this.#sent.push(at);
  }
}
