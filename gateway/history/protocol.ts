// What crosses between the main thread and the query thread of /history.

import type { HistoryAnswer, HistoryQuery } from "../contract/history.ts";
import type { PointReader } from "../journal/journal.ts";

/** What the module at `ThreadSettings.source` exports: where the readings come from. */
export interface SourceModule {
  openPointReader(file: string): PointReader;
}

export interface ThreadSettings {
  readonly source: string;
  readonly file: string;
  /** history.db; null: there are no roll-ups. */
  readonly rollups: string | null;
  /** Number of the newest query that nobody waits for any more. */
  readonly dropped: Int32Array<SharedArrayBuffer>;
}

export interface ToThread {
  readonly n: number;
  readonly query: HistoryQuery;
  readonly deadlineMs: number;
}

export type FromThread =
  | { readonly n: number; readonly answer: HistoryAnswer | null }
  | { readonly n: number; readonly failed: string };
