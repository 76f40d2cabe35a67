// The figures of one bucket (contract §6): over good and uncertain values, booleans as 1 and 0, bad ones only counted. Pure.
import { formatTime } from "../contract/time.ts";
import type { StoredValue } from "../journal/record.ts";

export interface Bucket {
  readonly at: string;
  readonly count: number;
  /** Null where nothing but bad values came. */
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number;
  readonly mean: number | null;
  readonly last: number | null;
  readonly uncertain: number;
  readonly bad: number;
}

/** What was counted of a span of time: figures that can be added to others. */
export interface Part {
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number;
  /** What the sum's last digits cannot hold. */
  readonly rest: number;
  readonly last: number | null;
  /** When `last` was measured, epoch ms. */
  readonly lastMs: number;
  readonly uncertain: number;
  readonly bad: number;
}

export class Figures {
  #count = 0;
  #uncertain = 0;
  #bad = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #sum = 0;
  /** What the sum's last digits could not hold (Neumaier), so that the order of adding does not show. */
  #rest = 0;
  #last = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastSeq = 0;

  /** Takes one value; false for a text, which has no figures. Times may come in any order. */
  add(value: StoredValue, measuredMs: number, seq: number): boolean {
    if (typeof value === "object") {
      if (value.quality === "bad" || value.value === null) {
        this.#bad++;
        return true;
      }
      if (!this.add(value.value, measuredMs, seq)) return false;
      this.#uncertain++;
      return true;
    }
    if (typeof value === "string") return false;
    const number = Number(value);
    this.#count++;
    this.#min = Math.min(this.#min, number);
    this.#max = Math.max(this.#max, number);
    this.#addSum(number);
    if (measuredMs > this.#lastMs || (measuredMs === this.#lastMs && seq >= this.#lastSeq)) {
      this.#last = number;
      this.#lastMs = measuredMs;
      this.#lastSeq = seq;
    }
    return true;
  }

  /** Adds what was counted elsewhere. Of values measured at the same time the one that was added later is the last. */
  merge(part: Part): void {
    this.#uncertain += part.uncertain;
    this.#bad += part.bad;
    if (part.count === 0) return;
    this.#count += part.count;
    this.#min = Math.min(this.#min, part.min ?? Number.POSITIVE_INFINITY);
    this.#max = Math.max(this.#max, part.max ?? Number.NEGATIVE_INFINITY);
    this.#addSum(part.sum);
    this.#rest += part.rest;
    if (part.lastMs < this.#lastMs) return;
    this.#last = part.last ?? 0;
    this.#lastMs = part.lastMs;
    this.#lastSeq = 0;
  }

  /** Everything that was added. */
  part(): Part {
    const some = this.#count > 0;
    return {
      count: this.#count,
      min: some ? this.#min : null,
      max: some ? this.#max : null,
      sum: this.#sum,
      rest: this.#rest,
      last: some ? this.#last : null,
      lastMs: some ? this.#lastMs : 0,
      uncertain: this.#uncertain,
      bad: this.#bad,
    };
  }

  #addSum(number: number): void {
    const sum = this.#sum + number;
    this.#rest += Math.abs(this.#sum) >= Math.abs(number) ? this.#sum - sum + number : number - sum + this.#sum;
    this.#sum = sum;
  }

  /** The bucket that began at `atMs`. */
  at(atMs: number): Bucket {
    const some = this.#count > 0;
    const sum = this.#sum + this.#rest;
    return {
      at: formatTime(atMs),
      count: this.#count,
      min: some ? this.#min : null,
      max: some ? this.#max : null,
      sum,
      mean: some ? sum / this.#count : null,
      last: some ? this.#last : null,
      uncertain: this.#uncertain,
      bad: this.#bad,
    };
  }
}
