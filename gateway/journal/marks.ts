// Which messages of a device we have already had (contract §4, "Repeats"): the last 4096 by boot, seq and checksum, across restarts.
import type { Fresh, Mark } from "./record.ts";
import { deviceOf, packMark } from "./row.ts";

/** A device's messages among which repeats are recognised. */
export const MARK_WINDOW = 4096;
const FIRST_SIZE = 64;
/** Marks are saved in chunks, so that a save rewrites only what is new. */
const CHUNK = 256;
const SLOTS = MARK_WINDOW / CHUNK + 1;
const TWO_32 = 2 ** 32;

export type Verdict = "new" | "repeat" | "counter-reset";

/** The last marks of one device in a ring that grows with use. Position n (a running count) lies at n modulo the ring's size. */
class DeviceMarks {
  #seqs = new Float64Array(FIRST_SIZE);
  #tags = new Float64Array(FIRST_SIZE);
  /** Running count of marks remembered, committed, and saved; `first` is the oldest that is still held. */
  #count = 0;
  #committed = 0;
  #saved = 0;
  #first = 0;
  /** No held mark of the current boot has a greater seq; above it nothing needs to be looked up. */
  #high = -1;
  #boot = 0;
  #lastSeq = -1;
  /** A counter that started again is among its old numbers: told already, not told again for each of them. */
  #rerun = false;

  judge(mark: Mark): Verdict {
    const tag = packMark(mark);
    const boot = Math.floor(tag / TWO_32);
    if (boot !== this.#boot) {
      this.#boot = boot;
      this.#high = this.#highestOf(boot);
      this.#lastSeq = this.#high;
      this.#rerun = false;
    }
    let verdict: Verdict = "new";
    if (mark.seq <= this.#high) {
      const same = this.#find(mark.seq, boot, tag);
      if (same === "repeat") return "repeat";
      if (same === "counter-reset") {
        // A counter that starts again meets its old numbers one after the other; it is told once, at the first of them.
        if (mark.seq <= this.#lastSeq || !this.#rerun) verdict = "counter-reset";
        this.#rerun = true;
      }
    } else {
      this.#high = mark.seq;
      this.#rerun = false;
    }
    this.#lastSeq = mark.seq;
    this.#remember(mark.seq, tag);
    return verdict;
  }

  commitOne(): void {
    this.#committed++;
  }

  /** Takes a mark from disk: remembered and committed. */
  restore(seq: number, tag: number): void {
    const boot = Math.floor(tag / TWO_32);
    if (boot !== this.#boot) {
      this.#boot = boot;
      this.#high = this.#highestOf(boot);
      this.#rerun = false;
    }
    if (seq > this.#high) {
      this.#high = seq;
      this.#rerun = false;
    } else if (this.#find(seq, boot, tag) === "counter-reset") this.#rerun = true;
    this.#lastSeq = seq;
    this.#remember(seq, tag);
    this.#committed = this.#count;
  }

  startAt(count: number): void {
    this.#count = count;
    this.#committed = count;
    this.#saved = count;
    this.#first = count;
  }

  /** Leaves the positions before `count` empty: what stood there was lost in a roll-back. */
  skipTo(count: number): void {
    while (this.#count < count) this.#remember(Number.NaN, Number.NaN);
    this.#committed = this.#count;
  }

  markSaved(): void {
    this.#saved = this.#committed;
  }

  /** Forgets what was remembered but never stored, so that its repetition is stored. */
  rollBack(): void {
    if (this.#count === this.#committed) return;
    this.#first = Math.min(this.#committed, Math.max(this.#first, this.#count - this.#seqs.length));
    this.#count = this.#committed;
    this.#high = this.#highestOf(this.#boot);
    this.#lastSeq = this.#high;
    this.#rerun = false;
  }

  /** Chunks that changed since the last save: slot, and the running count of its first mark followed by pairs of seq and tag. */
  unsaved(): { slot: number; chunk: Float64Array }[] {
    const chunks: { slot: number; chunk: Float64Array }[] = [];
    if (this.#saved === this.#committed) return chunks;
    for (let start = Math.floor(this.#saved / CHUNK) * CHUNK; start < this.#committed; start += CHUNK) {
      const from = Math.max(start, this.#first);
      const to = Math.min(start + CHUNK, this.#committed);
      if (from >= to) continue;
      const chunk = new Float64Array(1 + 2 * (to - from));
      chunk[0] = from;
      for (let n = from; n < to; n++) {
        chunk[1 + 2 * (n - from)] = this.#seqs[n % this.#seqs.length] as number;
        chunk[2 + 2 * (n - from)] = this.#tags[n % this.#tags.length] as number;
      }
      chunks.push({ slot: (start / CHUNK) % SLOTS, chunk });
    }
    this.#saved = this.#committed;
    return chunks;
  }

  #remember(seq: number, tag: number): void {
    const size = this.#seqs.length;
    if (this.#count - this.#first >= size) {
      if (size < MARK_WINDOW) this.#grow();
      else this.#first = this.#count - size + 1;
    }
    this.#seqs[this.#count % this.#seqs.length] = seq;
    this.#tags[this.#count % this.#tags.length] = tag;
    this.#count++;
  }

  #grow(): void {
    const size = this.#seqs.length * 2;
    const seqs = new Float64Array(size);
    const tags = new Float64Array(size);
    for (let n = this.#first; n < this.#count; n++) {
      seqs[n % size] = this.#seqs[n % this.#seqs.length] as number;
      tags[n % size] = this.#tags[n % this.#tags.length] as number;
    }
    this.#seqs = seqs;
    this.#tags = tags;
  }

  #find(seq: number, boot: number, tag: number): Verdict {
    let found: Verdict = "new";
    const size = this.#seqs.length;
    for (let at = this.#seqs.indexOf(seq); at !== -1; at = this.#seqs.indexOf(seq, at + 1)) {
      if (!this.#holds(at, size)) continue;
      const other = this.#tags[at] as number;
      if (other === tag) return "repeat";
      if (Math.floor(other / TWO_32) === boot) found = "counter-reset";
    }
    return found;
  }

  /** True when the slot at this index of the ring holds one of the marks from `first` to `count`. */
  #holds(at: number, size: number): boolean {
    const offset = (((at - this.#first) % size) + size) % size;
    return offset < this.#count - this.#first;
  }

  #highestOf(boot: number): number {
    let high = -1;
    for (let n = this.#first; n < this.#count; n++) {
      const at = n % this.#seqs.length;
      const seq = this.#seqs[at] as number;
      if (seq > high && Math.floor((this.#tags[at] as number) / TWO_32) === boot) high = seq;
    }
    return high;
  }
}

/** The marks of all devices; a projection of the journal. */
export class Marks {
  readonly name = "marks";
  readonly #devices = new Map<string, DeviceMarks>();
  /** The device that was looked up last: messages come and are committed in runs of one device. */
  #lastDevice = "";
  #last: DeviceMarks | null = null;

  #of(device: string): DeviceMarks {
    if (device === this.#lastDevice && this.#last !== null) return this.#last;
    let marks = this.#devices.get(device);
    if (marks === undefined) {
      marks = new DeviceMarks();
      this.#devices.set(device, marks);
    }
    this.#lastDevice = device;
    this.#last = marks;
    return marks;
  }

  /** Says whether this message was had before, and remembers it if not. It must then be handed to the journal. */
  judge(device: string, mark: Mark): Verdict {
    return this.#of(device).judge(mark);
  }

  /** Records are on disk: their marks, remembered in the same order, may be saved. */
  apply(batch: readonly Fresh[]): void {
    for (const record of batch) {
      if (record.mark === null) continue;
      this.#of(deviceOf(record) ?? "").commitOne();
    }
  }

  /** Takes a record that was found on disk after the last save. */
  replay(record: Fresh): void {
    if (record.mark === null) return;
    this.#of(deviceOf(record) ?? "").restore(record.mark.seq, packMark(record.mark));
  }

  rollBack(): void {
    for (const marks of this.#devices.values()) marks.rollBack();
  }

  load(rows: Iterable<{ key: string; body: Uint8Array }>): void {
    const chunks = new Map<string, Float64Array[]>();
    for (const { key, body } of rows) {
      const device = key.slice(0, key.lastIndexOf("/"));
      const list = chunks.get(device) ?? [];
      list.push(new Float64Array(body.slice().buffer));
      chunks.set(device, list);
    }
    for (const [device, list] of chunks) {
      const marks = this.#of(device);
      const endOf = (chunk: Float64Array) => (chunk[0] as number) + (chunk.length - 1) / 2;
      const end = Math.max(...list.map(endOf));
      // A slot that was not needed again still holds a chunk of long ago.
      const held = list.filter((chunk) => endOf(chunk) > end - MARK_WINDOW);
      held.sort((a, b) => (a[0] as number) - (b[0] as number));
      marks.startAt(held[0]?.[0] ?? 0);
      for (const chunk of held) {
        marks.skipTo(chunk[0] as number);
        for (let i = 1; i + 1 < chunk.length; i += 2) marks.restore(chunk[i] as number, chunk[i + 1] as number);
      }
      marks.markSaved();
    }
  }

  save(): { key: string; body: Uint8Array }[] {
    const rows: { key: string; body: Uint8Array }[] = [];
    for (const [device, marks] of this.#devices) {
      for (const { slot, chunk } of marks.unsaved()) {
        rows.push({ key: `${device}/${slot}`, body: new Uint8Array(chunk.buffer) });
      }
    }
    return rows;
  }
}
