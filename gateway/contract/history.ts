// What is asked of /history and what comes back (contract §6), as it crosses to the query thread and back.
import type { Unit } from "./units.ts";

/** Readings or buckets of one answer. */
export const MOST_ITEMS = 10_000;

/** Where an answer ended, and the next one begins. */
export interface Cursor {
  readonly ms: number;
  /** 0: with everything of this millisecond. */
  readonly seq: number;
}

export interface HistoryQuery {
  readonly device: string;
  readonly point: string;
  /** The point's unit as it is now; readings in this one are answered if there are any. Null: nobody knows. */
  readonly unit: Unit | null;
  /** `[from, to)` by measured time, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Null: the readings themselves. */
  readonly step: { readonly ms: number; readonly text: string } | null;
  /** IANA name; days begin at its midnight. */
  readonly timezone: string;
  /** 1–MOST_ITEMS. */
  readonly limit: number;
  readonly after: Cursor | null;
  /** The device's polls may be held back (contract §4, `held`) for so long. */
  readonly heldMs: number;
  /** The point's values are true and false, also where a store has kept them as 1 and 0. */
  readonly booleans?: boolean;
}

/**
 * `unknown-point`: no reading of the device ever had it. `text-point`: texts have no figures. `too-long`: the deadline passed; asked again,
 * it goes on faster. `busy`: too many queries wait.
 */
export type Refusal = "unknown-point" | "text-point" | "too-long" | "busy";

/** `body`: the JSON text of the answer. `sinceMs`: readings are told from here on, epoch ms; those before are not kept any more. */
export type HistoryAnswer = { readonly body: string; readonly sinceMs?: number } | { readonly refused: Refusal };

/** Where the past of a point is asked for. */
export interface History {
  /**
   * Answers a query that was checked. Null when `signal` aborted before there was an answer.
   * Throws GatewayError `history-failed` when the readings cannot be read.
   */
  query(query: HistoryQuery, signal: AbortSignal): Promise<HistoryAnswer | null>;
}

/** The text of a cursor, as `next` shows it and `after` takes it. */
export function cursorText({ ms, seq }: Cursor): string {
  return `${ms}:${seq}`;
}

/** The cursor of a text; null when it is none. */
export function cursorOf(text: string): Cursor | null {
  const match = /^(\d{1,15}):(\d{1,15})$/.exec(text);
  return match === null ? null : { ms: Number(match[1]), seq: Number(match[2]) };
}
