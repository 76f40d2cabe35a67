// Every time that an alarm was raised, as the parts of the gateway hand it to each other; people are shown `Occurrence` of alarm-desk.ts.
import type { Severity } from "./alarms.ts";
import type { Value } from "./entry.ts";

/** One raise of an alarm, in milliseconds. */
export interface PastRaise {
  readonly alarm: string;
  readonly rule: string;
  readonly device: string | null;
  readonly point: string | null;
  readonly occurrence: number;
  readonly severity: Severity;
  readonly raisedMs: number;
  readonly clearedMs: number | null;
  readonly acknowledgedMs: number | null;
  readonly acknowledgedBy: string | null;
  readonly value: Value | null;
  readonly limit: Value | null;
  readonly unit: string | null;
  /** Of its `alarm.raised`. */
  readonly epoch: string;
  readonly seq: number;
  /** It called nobody: in maintenance, shelved, explained by its cause. */
  readonly quiet: boolean;
}

export interface OccurrenceReader extends Disposable {
  /** Raised in `[from, to)`, oldest first. */
  between(fromMs: number, toMs: number): IteratorObject<PastRaise>;
  /** Raised before this moment, and not over then: the newest raise of each alarm. */
  activeAt(ms: number): Iterable<PastRaise>;
  /** Null: it was never raised, or that is forgotten. */
  one(alarm: string, occurrence: number): PastRaise | null;
  /** When the alarm was raised again after that; null: not yet. */
  raisedAfter(alarm: string, occurrence: number): number | null;
}
