// Where in journal.db a time lies, without an index by time: rows are ordered by seq, so a look at every so many rows tells when they were
// received, and how far back a portion of rows reaches is asked once and remembered. An index would cost every commit a page per device.
import type { Database, Statement } from "../kit/sqlite.ts";

/** Seqs of one portion: a millisecond's work. */
const BLOCK_SEQS = 4096;
/** A device's time is believed up to this much ahead (contract §4): nothing is measured later than so long after it was received. */
const AHEAD_MS = 5 * 60_000;

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  /** Rows received so long before and after the range are wanted, too. */
  readonly aroundMs: number;
  /** What was measured from here on is no longer of interest; may sink while blocks are read. */
  readonly until: () => number;
  /** Portions that end before this seq are left out. */
  readonly fromSeq: number;
}

export class Blocks {
  readonly #firstReceived: Statement;
  readonly #reach: Statement;
  readonly #ends: Statement;
  /** By block: when its first row, or the first row after its beginning, was received. */
  readonly #received = new Map<number, number>();
  /** By block that takes no more rows: the earliest time at which a row of it was measured. */
  readonly #earliest = new Map<number, number>();

  constructor(db: Database) {
    this.#firstReceived = db.prepare("SELECT received FROM reading WHERE seq >= ? ORDER BY seq LIMIT 1");
    this.#reach = db.prepare("SELECT min(received - lag) AS earliest FROM reading WHERE seq >= ? AND seq < ?");
    // Each end for itself: asked for together, SQLite would look at every row.
    this.#ends = db.prepare("SELECT (SELECT min(seq) FROM reading) AS first, (SELECT max(seq) FROM reading) AS last");
  }

  /** Where the portion with this seq begins. */
  begin(seq: number): number {
    return blockOf(seq) * BLOCK_SEQS;
  }

  /** Portions of seqs, `[from, to)`, oldest first, that may hold readings measured in the range. */
  *within({ fromMs, toMs, aroundMs, until, fromSeq }: Range): Generator<readonly [from: number, to: number]> {
    const { first, last } = this.#ends.get() ?? {};
    if (typeof first !== "number" || typeof last !== "number") return;
    const newest = blockOf(last);
    for (let block = blockOf(Math.max(first, fromSeq)); block <= newest; block++) {
      const begins = this.#receivedAt(block);
      const ends = block === newest ? Number.POSITIVE_INFINITY : this.#receivedAt(block + 1);
      // A clock that was set back makes a block end before it begins.
      if (Math.max(begins, ends) < fromMs - AHEAD_MS - aroundMs) continue;
      const late = Math.min(begins, ends) >= toMs + aroundMs;
      const limit = Math.min(until(), toMs);
      if ((late || limit < toMs) && this.#earliestOf(block, newest) >= limit) continue;
      yield [block * BLOCK_SEQS, (block + 1) * BLOCK_SEQS];
    }
  }

  #receivedAt(block: number): number {
    const known = this.#received.get(block);
    if (known !== undefined) return known;
    const received = this.#firstReceived.get(block * BLOCK_SEQS)?.received;
    if (typeof received !== "number") return Number.POSITIVE_INFINITY;
    this.#received.set(block, received);
    return received;
  }

  #earliestOf(block: number, newest: number): number {
    const known = this.#earliest.get(block);
    if (known !== undefined) return known;
    const earliest = this.#reach.get(block * BLOCK_SEQS, (block + 1) * BLOCK_SEQS)?.earliest;
    const ms = typeof earliest === "number" ? earliest : Number.POSITIVE_INFINITY;
    if (block < newest) this.#earliest.set(block, ms);
    return ms;
  }
}

function blockOf(seq: number): number {
  return Math.floor(seq / BLOCK_SEQS);
}
