// Latencies in logarithmic buckets (about 2 % wide): constant memory, and quantiles of millions of values.

const PER_DOUBLING = 32;
const BUCKETS = PER_DOUBLING * 30; // up to 2^30 µs ≈ 18 min

export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;
  #max = 0;

  get count(): number {
    return this.#total;
  }

  /** Adds one duration in milliseconds. */
  add(ms: number): void {
    const us = ms * 1000;
    const bucket = us <= 1 ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log2(us) * PER_DOUBLING));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
    if (ms > this.#max) this.#max = ms;
  }

  /** The value, in milliseconds, that this share (0–1) of all durations does not exceed. */
  quantile(share: number): number {
    let left = Math.ceil(this.#total * share);
    for (let i = 0; i < BUCKETS; i++) {
      left -= this.#counts[i] ?? 0;
      if (left <= 0) return Math.min(this.#max, 2 ** ((i + 1) / PER_DOUBLING) / 1000);
    }
    return this.#max;
  }

  /** p50, p99, p99.9 and maximum in milliseconds. */
  summary(): { p50: number; p99: number; p999: number; max: number } {
    const round = (ms: number) => Math.round(ms * 1000) / 1000;
    return {
      p50: round(this.quantile(0.5)),
      p99: round(this.quantile(0.99)),
      p999: round(this.quantile(0.999)),
      max: round(this.#max),
    };
  }
}
