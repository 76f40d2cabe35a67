// What crosses between the main thread and the journal's writer thread.
import type { EntryRow, ReadingBatch } from "./row.ts";

export interface ProjectionRow {
  readonly name: string;
  readonly key: string;
  readonly body: Uint8Array | string;
}

export type WriterRequest =
  | {
      readonly op: "commit";
      readonly shapes: readonly (readonly [id: number, device: string, points: string, units: string])[];
      readonly readings: ReadingBatch;
      readonly entries: readonly EntryRow[];
      /** Small texts kept beside the entries; null deletes. */
      readonly notes: readonly (readonly [key: string, text: string | null])[];
    }
  /** State of projections as of `seq`, and cursors, in one transaction. */
  | {
      readonly op: "save";
      readonly seq: number;
      readonly rows: readonly ProjectionRow[];
      /** All of them; null: they stay as they are. */
      readonly cursors: readonly (readonly [consumer: string, seq: number])[] | null;
      readonly meta: readonly (readonly [key: string, value: string | number | null])[];
    }
  /**
   * Deletes the oldest rows, at most `limit`, up to `upTo`, and (unless null) only as long as they were received before `olderThanMs`.
   * Rows that no save covers yet stay unless `unsaved`: after a crash projections are brought up to date from them.
   */
  | {
      readonly op: "purge";
      readonly table: "reading" | "entry";
      readonly upTo: number;
      readonly olderThanMs: number | null;
      readonly limit: number;
      readonly unsaved: boolean;
      /** Where consumers are: for each the answer says what it lost. */
      readonly cursors: readonly number[];
    }
  /**
   * Takes the samples out of rejected messages received before `olderThanMs`, looking at up to `limit` rows after `after`;
   * answers how far it looked.
   */
  | { readonly op: "redact"; readonly after: number; readonly olderThanMs: number; readonly limit: number }
  /** Gives free pages back to the file system and shortens the WAL. */
  | { readonly op: "shrink" }
  | { readonly op: "measure" }
  | { readonly op: "close" };

export interface PurgeAnswer {
  /** Highest seq deleted; 0: none. */
  readonly upTo: number;
  readonly rows: number;
  /** There is more to delete; `saveFirst`: only after a save. */
  readonly more: boolean;
  readonly saveFirst: boolean;
  /** For each cursor of the request: first deleted seq after it, and how many. */
  readonly lost: readonly { readonly from: number; readonly count: number }[];
}

export interface WriterAnswer {
  readonly ok: boolean;
  readonly tookMs: number;
  /** SQLite's extended result code and words when not ok. */
  readonly code: number | null;
  readonly message: string | null;
  readonly purged?: PurgeAnswer;
  /** `redact`: every row up to this seq is done. */
  readonly redactedTo?: number;
  /** Bytes in use in journal.db (pages minus free pages), after `purge`, `shrink` and `measure`. */
  readonly bytes?: number;
}

export interface WriterData {
  readonly file: string;
  readonly synchronous: "FULL" | "NORMAL";
}
