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
    }
  /** State of projections as of `seq`, and cursors, in one transaction. */
  | {
      readonly op: "save";
      readonly seq: number;
      readonly rows: readonly ProjectionRow[];
      readonly cursors: readonly (readonly [consumer: string, seq: number])[];
      readonly meta: readonly (readonly [key: string, value: string | number | null])[];
    }
  /** Deletes the oldest rows, at most `limit`, up to `upTo`, and (unless null) only as long as they were received before `olderThanMs`. */
  | {
      readonly op: "purge";
      readonly table: "reading" | "entry";
      readonly upTo: number;
      readonly olderThanMs: number | null;
      readonly limit: number;
    }
  /** Gives free pages back to the file system and shortens the WAL. */
  | { readonly op: "shrink" }
  | { readonly op: "measure" }
  | { readonly op: "close" };

export interface WriterAnswer {
  readonly ok: boolean;
  readonly tookMs: number;
  /** SQLite's extended result code and words when not ok. */
  readonly code: number | null;
  readonly message: string | null;
  /** `purge`: highest seq deleted (0: none), rows deleted, and whether there is more to delete. */
  readonly purged?: { readonly upTo: number; readonly rows: number; readonly more: boolean };
  /** Bytes in use in journal.db (pages minus free pages), after `purge`, `shrink` and `measure`. */
  readonly bytes?: number;
}

export interface WriterData {
  readonly file: string;
  readonly synchronous: "FULL" | "NORMAL";
}
