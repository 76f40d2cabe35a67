// What the query thread of /history is started with.
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
}
