// What waits for one commit: two lists of equal length instead of an object per message, of which there are many.
import type { Fresh, Receipt } from "./record.ts";

/** A small text that is kept beside the entries; read when its batch is sealed. */
export interface Note {
  readonly kind: "note";
  readonly key: string;
  readonly read: () => string | null;
}

/** What was handed in, and at the same position its receipt; null: only a receipt. */
export interface Batch {
  readonly items: (Fresh | Note | null)[];
  readonly receipts: Receipt[];
}

export function emptyBatch(): Batch {
  return { items: [], receipts: [] };
}

/** Takes at most so many from the front. */
export function takeFrom({ items, receipts }: Batch, count: number): Batch {
  return { items: items.splice(0, count), receipts: receipts.splice(0, count) };
}
