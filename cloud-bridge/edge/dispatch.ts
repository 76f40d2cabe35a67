// Which frame goes next, and which are under way: alarms first, then the other lanes in turn, within a window that keeps a thin line fluid.
import type { Range } from "../wire/ack.ts";
import { LANES, type Lane } from "../wire/topics.ts";
import type { Outbox } from "./outbox.ts";

/** Under way besides alarms: what a line of 1 Mbit/s takes in two seconds, and enough to fill one of 10 Mbit/s at 50 ms. */
const WINDOW_BYTES = 256 * 1024;
const WINDOW_FRAMES = 32;
/** Until the county has answered for the first time, there may be nobody behind the broker. */
const UNANSWERED_FRAMES = 2;
const OTHERS = LANES.filter((lane) => lane !== "alarm");

export interface UnderWay {
  readonly lane: Lane;
  readonly frame: number;
  readonly size: number;
  /** Monotonic ms of the last sending. */
  sentAt: number;
}

export class Dispatch {
  readonly #outbox: Pick<Outbox, "next">;
  readonly #underWay = new Map<Lane, Map<number, UnderWay>>(LANES.map((lane) => [lane, new Map()]));
  /** Where to look for the next frame, by lane. */
  readonly #from = new Map<Lane, number>(LANES.map((lane) => [lane, 1]));
  #turn = 0;
  #answered = false;
  #careful: boolean;

  /** `careful`: larger frames may not get through, so nothing else goes while an alarm is under way, until one of them has. */
  constructor(outbox: Pick<Outbox, "next">, careful = false) {
    this.#outbox = outbox;
    this.#careful = careful;
  }

  /** True once the county has said anything in this connection. */
  get answered(): boolean {
    return this.#answered;
  }

  /** The next frame that may be sent now; `allowance` is how many bytes besides alarms the line may have at this time of day. */
  next(allowance: number): Omit<UnderWay, "sentAt"> | null {
    const alarm = this.#nextOf("alarm");
    if (alarm !== null && this.#roomIn("alarm")) return alarm;
    if (this.#careful && this.#of("alarm").size > 0) return null;
    const others = OTHERS.flatMap((lane) => [...this.#of(lane).values()]);
    const bytes = others.reduce((sum, { size }) => sum + size, 0);
    if (bytes >= WINDOW_BYTES || others.length >= WINDOW_FRAMES || allowance <= 0) return null;
    for (let i = 0; i < OTHERS.length; i++) {
      const lane = OTHERS[(this.#turn + i) % OTHERS.length];
      const found = lane === undefined || !this.#roomIn(lane) ? null : this.#nextOf(lane);
      if (found === null) continue;
      this.#turn = (this.#turn + i + 1) % OTHERS.length;
      return found;
    }
    return null;
  }

  sent(frame: Omit<UnderWay, "sentAt">, sentAt: number): void {
    this.#of(frame.lane).set(frame.frame, { ...frame, sentAt });
    this.#from.set(frame.lane, Math.max(frame.frame + 1, this.#from.get(frame.lane) ?? 1));
  }

  /** The county has everything of this lane up to `frame` but what is missing; refused ones it will never have. */
  settle(lane: Lane, frame: number, missing: readonly Range[], refused: readonly number[]): void {
    this.#answered = true;
    const of = this.#of(lane);
    const lacks = (n: number) => missing.some(([from, to]) => n >= from && n <= to);
    for (const n of of.keys())
      if (((n <= frame && !lacks(n)) || refused.includes(n)) && of.delete(n) && lane !== "alarm") this.#careful = false;
  }

  /** These are to be sent (again), unless they were sent so recently that they may still arrive. */
  again(lane: Lane, [from, to]: Range, sentBefore: number): void {
    const of = this.#of(lane);
    for (const { frame, sentAt } of [...of.values()])
      if (frame >= from && frame <= to && sentAt <= sentBefore) of.delete(frame);
    this.#from.set(lane, Math.min(from, this.#from.get(lane) ?? 1));
  }

  /** What has been without answer since before this time. */
  overdue(sentBefore: number): UnderWay[] {
    return LANES.flatMap((lane) => [...this.#of(lane).values()].filter(({ sentAt }) => sentAt <= sentBefore));
  }

  /** True when something besides alarms is without an answer. */
  get waitsForOthers(): boolean {
    return OTHERS.some((lane) => this.#of(lane).size > 0);
  }

  /** When the longest waiting one was sent; null when nothing is under way. */
  get waitingSince(): number | null {
    const times = LANES.flatMap((lane) => [...this.#of(lane).values()].map(({ sentAt }) => sentAt));
    return times.length === 0 ? null : Math.min(...times);
  }

  #roomIn(lane: Lane): boolean {
    return this.#of(lane).size < (this.#answered ? WINDOW_FRAMES : UNANSWERED_FRAMES);
  }

  #nextOf(lane: Lane): Omit<UnderWay, "sentAt"> | null {
    for (let from = this.#from.get(lane) ?? 1; ; ) {
      const held = this.#outbox.next(lane, from);
      if (held === null) return null;
      if (!this.#of(lane).has(held.frame)) {
        this.#from.set(lane, held.frame);
        return { lane, frame: held.frame, size: held.size };
      }
      from = held.frame + 1;
    }
  }

  #of(lane: Lane): Map<number, UnderWay> {
    const of = this.#underWay.get(lane);
    if (of === undefined) throw new Error(`no lane ${lane}`);
    return of;
  }
}
