// Which alarms are due first. Alarms whose moment moves on with every value, as silence does, cost nothing until the old moment comes.
import type { Moment } from "./alarm.ts";

/** An alarm to be looked at. */
export interface Due {
  readonly at: Moment;
  readonly id: string;
}

export class DueQueue {
  /** A binary heap: each item is no later than the two below it. */
  readonly #heap: Due[] = [];
  /** The earliest moment queued for each alarm. */
  readonly #queued = new Map<string, Moment>();

  /** The alarm has to be looked at by `at` at the latest. */
  add(id: string, at: Moment): void {
    const queued = this.#queued.get(id);
    if (queued !== undefined && queued <= at) return;
    this.#queued.set(id, at);
    this.#heap.push({ at, id });
    this.#rise(this.#heap.length - 1);
  }

  /** When somebody has to look again; Infinity: nobody has to. */
  get next(): Moment {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the first one due by `at`; null: there is none. It may have been put off meanwhile: whoever asks looks at the alarm itself. */
  take(at: Moment): Due | null {
    for (let first = this.#heap[0]; first !== undefined && first.at <= at; first = this.#heap[0]) {
      this.#removeFirst();
      // An alarm that was queued again for an earlier moment has been taken then.
      if (this.#queued.get(first.id) !== first.at) continue;
      this.#queued.delete(first.id);
      return first;
    }
    return null;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(from: number): void {
    for (let i = from; i > 0; ) {
      const above = (i - 1) >> 1;
      if (!this.#isBefore(i, above)) return;
      this.#swap(i, above);
      i = above;
    }
  }

  #sink(): void {
    for (let i = 0; ; ) {
      const below = this.#isBefore(2 * i + 2, 2 * i + 1) ? 2 * i + 2 : 2 * i + 1;
      if (!this.#isBefore(below, i)) return;
      this.#swap(i, below);
      i = below;
    }
  }

  /** By moment, then by id: what is due together comes in an order that does not depend on the past. */
  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (a === undefined || b === undefined) return a !== undefined;
    return a.at < b.at || (a.at === b.at && a.id < b.id);
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (a === undefined || b === undefined) return;
    this.#heap[i] = b;
    this.#heap[j] = a;
  }
}
