// Entries that were read and entries that came live, as one list. Pure.
import type { Entry } from "#gateway/contract/entry.ts";

/** The newest of both lists, each entry once, newest first. */
export function merged(live: readonly Entry[], read: readonly Entry[], most: number): Entry[] {
  const bySeq = new Map([...read, ...live].map((entry) => [`${entry.epoch}:${entry.seq}`, entry]));
  return [...bySeq.values()]
    .sort((a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt) || b.seq - a.seq)
    .slice(0, most);
}
