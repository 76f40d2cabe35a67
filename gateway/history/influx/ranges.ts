// Cuts the journal into ranges of entries with their lines, one request each. Reads only when asked for the next one.
import type { EntryReader } from "../../journal/journal.ts";
import type { Fresh } from "../../journal/record.ts";
import type { Lines } from "../../kit/line-store/text.ts";
import type { LineWriter } from "./lines.ts";

const PAGE = 1000;
/** Line protocol is stored best in some thousand lines at a time. */
const MOST_LINES = 5000;
/** Stores take 10 MB and more; a slow line must get one through in time. */
const MOST_BYTES = 1_000_000;
const FEWEST_BYTES = 4096;
/** Entries without lines (audit, loss, system) are passed over in strides. */
const MOST_ENTRIES = 20_000;

export interface Range {
  /** The last seq of it; it begins behind the range before. */
  readonly to: number;
  readonly batch: Readonly<Lines>;
  /** When its first entry was received; null: it has none. */
  readonly receivedMs: number | null;
}

export class Ranges {
  readonly #reader: EntryReader;
  readonly #writer: LineWriter;
  #page: readonly Fresh[] = [];
  #at = 0;
  /** Everything up to here is read. */
  #read: number;
  #mostBytes = MOST_BYTES;

  constructor(reader: EntryReader, writer: LineWriter, after: number) {
    this.#reader = reader;
    this.#writer = writer;
    this.#read = after;
  }

  /** A body of so many bytes was refused: smaller ones from now on. */
  shrink(bytes: number): void {
    this.#mostBytes = Math.max(FEWEST_BYTES, Math.min(this.#mostBytes, bytes >> 1));
  }

  /** The next range up to `head`; null when there is nothing. */
  next(head: number): Range | null {
    const batch: Lines = { lines: [], seqs: [] };
    let to: number | null = null;
    let receivedMs: number | null = null;
    let bytes = 0;
    for (let entries = 0; entries < MOST_ENTRIES; entries++) {
      if (this.#at === this.#page.length) {
        if (this.#read >= head) break;
        const { records, next } = this.#reader.read(this.#read, head, PAGE);
        this.#page = records;
        this.#at = 0;
        this.#read = next;
        to = records.length === 0 ? next : to;
        if (records.length === 0) continue;
      }
      const record = this.#page[this.#at];
      if (record === undefined) break;
      const before = batch.lines.length;
      this.#writer.append(record, batch);
      for (let i = before; i < batch.lines.length; i++) bytes += (batch.lines[i]?.length ?? 0) + 1;
      this.#at++;
      to = this.#at === this.#page.length ? this.#read : record.seq;
      receivedMs ??= record.receivedMs;
      if (batch.lines.length >= MOST_LINES || bytes >= this.#mostBytes) break;
    }
    return to === null ? null : { to, batch, receivedMs };
  }
}
