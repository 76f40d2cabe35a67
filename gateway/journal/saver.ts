// Saves projections and cursors now and then, so that a start replays little. A save stands exactly at the head it was taken at.
import type { Projection } from "./journal.ts";
import type { Marks } from "./marks.ts";
import { WAL_FOLDED } from "./schema.ts";
import type { Writer } from "./writer-port.ts";
import type { ProjectionRow } from "./writer-protocol.ts";

/** A start replays at most about this many entries: a fraction of a second. */
const SAVE_AFTER_RECORDS = 200_000;
/** On a quiet campus a save is due after this time. */
const SAVE_AFTER_MS = 10 * 60_000;

export interface SaverParts {
  readonly writer: Writer;
  readonly marks: Marks;
  readonly projections: readonly Projection[];
  readonly cursors: ReadonlyMap<string, number>;
  readonly clock: { monotonic(): number };
  readonly log: { error(detail: object, text: string): void };
}

export class Saver {
  readonly #parts: SaverParts;
  #records = 0;
  #lastMs: number;
  /** Rows of a save that failed: they are saved again with the next. */
  #owed: readonly ProjectionRow[] = [];

  constructor(parts: SaverParts) {
    this.#parts = parts;
    this.#lastMs = parts.clock.monotonic();
  }

  /** Called after each commit, before the next is sealed. */
  committed(records: number, head: number): void {
    this.#records += records;
    const due = this.#records >= SAVE_AFTER_RECORDS || this.#parts.clock.monotonic() - this.#lastMs >= SAVE_AFTER_MS;
    if (due)
      this.save(head, false).catch((error: unknown) =>
        this.#parts.log.error({ err: error }, "saving projections failed"),
      );
  }

  /** Writes what changed; `clean` also records that the journal was closed in order. False when it could not be written. */
  async save(head: number, clean: boolean): Promise<boolean> {
    this.#records = 0;
    this.#lastMs = this.#parts.clock.monotonic();
    const { marks, projections, cursors, writer } = this.#parts;
    const rows: ProjectionRow[] = [...this.#owed];
    for (const projection of [marks, ...projections]) {
      for (const { key, body } of projection.save()) rows.push({ name: projection.name, key, body });
    }
    this.#owed = rows;
    const meta: readonly (readonly [string, string | number | null])[] = clean
      ? [
          ["clean", 1],
          ["wal", WAL_FOLDED],
        ]
      : [];
    const answer = await writer.ask({ op: "save", seq: head, rows, cursors: [...cursors], meta });
    if (answer.ok) {
      if (this.#owed === rows) this.#owed = [];
    } else {
      this.#parts.log.error(
        { code: answer.code, reason: answer.message },
        "saving projections failed; kept for the next save",
      );
    }
    return answer.ok;
  }
}
