// What the open journal (store.ts) stands on; open.ts puts it together.
import type { Clock } from "../kit/clock.ts";
import type { GatewayError } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import type { JournalStatus, Projection } from "./journal.ts";
import type { Marks } from "./marks.ts";
import type { Reader } from "./reader.ts";
import type { Saver } from "./saver.ts";
import type { Shapes } from "./shapes.ts";
import type { Writer } from "./writer-port.ts";

export interface StoreParts {
  readonly epoch: string;
  readonly head: number;
  readonly writer: Writer;
  readonly reader: Reader;
  readonly shapes: Shapes;
  readonly marks: Marks;
  readonly projections: readonly Projection[];
  readonly saver: Saver;
  readonly cursors: Map<string, number>;
  readonly notesLeft: ReadonlyMap<string, string>;
  readonly purged: { reading: number; entry: number };
  readonly clock: Clock;
  readonly log: Log;
  /** Told how long each commit took, in seconds. */
  readonly observeCommit: (seconds: number) => void;
  /** Only a restart can mend it; with SQLite's code. */
  readonly onFailed: (error: GatewayError, code: number | null) => void;
  /** Free space or check state, for `status()`. */
  readonly report: () => Pick<JournalStatus, "bytes" | "freeBytes" | "freeRatio" | "check">;
}
