// Writes into the ledger what became of a try. What a road has answered is known only once: while the disk takes nothing it is kept and written
// again, and nothing new begins. Said once when it begins to fail, and once when it works again.
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { Book } from "./book.ts";
import type { Change, Row } from "./rows.ts";

const FIRST_REST_MS = 500;
const LONGEST_REST_MS = 30_000;

export interface PenParts {
  readonly book: Pick<Book, "change">;
  readonly clock: Clock;
  readonly log: Log;
}

export class LedgerPen {
  readonly #parts: PenParts;
  #restMs = 0;
  /** On the monotonic clock. */
  #restsUntil = 0;

  constructor(parts: PenParts) {
    this.#parts = parts;
  }

  /** True while there is no sense in beginning anything that would have to be written. */
  get rests(): boolean {
    return this.#restMs > 0 && this.#parts.clock.monotonic() < this.#restsUntil;
  }

  /** Null: it could not be written, nothing is changed. */
  async once(row: Row, what: Partial<Omit<Change, "n">>): Promise<Row | null> {
    const { book, log } = this.#parts;
    try {
      const written = await book.change(row, what);
      if (this.#restMs > 0) log.info({}, "the ledger of deliveries can be written again");
      this.#restMs = 0;
      return written;
    } catch (error) {
      this.#rest(row, error);
      return null;
    }
  }

  /** Resolves when it is on disk, however long that takes; null: `signal` aborted before. */
  async certainly(row: Row, what: Partial<Omit<Change, "n">>, signal: AbortSignal): Promise<Row | null> {
    for (;;) {
      const written = await this.once(row, what);
      if (written !== null || signal.aborted) return written;
      await this.#parts.clock.sleep(this.#restMs, signal);
    }
  }

  #rest({ n }: Row, error: unknown): void {
    const { clock, log } = this.#parts;
    const now = clock.monotonic();
    if (this.#restMs === 0)
      log.error({ n, reason: messageOf(error) }, "the ledger of deliveries cannot be written: sending waits for it");
    else if (now < this.#restsUntil) return;
    this.#restMs = Math.min(LONGEST_REST_MS, Math.max(FIRST_REST_MS, this.#restMs * 2));
    this.#restsUntil = now + this.#restMs;
  }
}
