// The newest entries in memory, already decoded: consumers at the head read here and never touch the file.
import type { Fresh } from "./record.ts";

/** Entries held. More would only help a consumer that is already behind; that one pages the file. */
export const RING_SIZE = 16_384;

/** Entries by seq; the newest RING_SIZE of them. */
export class Ring {
  readonly #slots = new Array<Fresh | undefined>(RING_SIZE);
  #head: number;
  #oldest: number;

  /** `head` is the newest seq on disk; the ring starts empty behind it. */
  constructor(head: number) {
    this.#head = head;
    this.#oldest = head + 1;
  }

  /** Seq of the oldest entry held; `head + 1` when empty. */
  get oldest(): number {
    return this.#oldest;
  }

  push(record: Fresh): void {
    this.#slots[record.seq % RING_SIZE] = record;
    this.#head = record.seq;
    if (this.#head - this.#oldest >= RING_SIZE) this.#oldest = this.#head - RING_SIZE + 1;
  }

  /** The entry with this seq, if it is held. */
  get(seq: number): Fresh | undefined {
    return seq >= this.#oldest && seq <= this.#head ? this.#slots[seq % RING_SIZE] : undefined;
  }
}
