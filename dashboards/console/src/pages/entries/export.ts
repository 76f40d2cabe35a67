// Entries as files: JSON as the gateway gives them, or a table that office programs open without harm.
import type { Entry } from "#gateway/contract/entry.ts";
import type { EntriesPage } from "../../api/types.ts";
import { askOlder } from "./ask.ts";

/** One file holds at most so many entries. */
export const MOST_EXPORTED = 10_000;
const AT_ONCE = 1000;

export interface Exported {
  /** Newest first. */
  readonly entries: readonly Entry[];
  /** True when older entries match but are not in it. */
  readonly cut: boolean;
}

/** Reads up to `MOST_EXPORTED` entries of a question; `told` hears how many there are so far. */
export async function readAll(question: string, signal: AbortSignal, told: (n: number) => void): Promise<Exported> {
  const entries: Entry[] = [];
  for (let page: EntriesPage | null = null; page === null || page.more; ) {
    const left = MOST_EXPORTED - entries.length;
    // One more than fits tells whether anything was left out.
    const at = page === null ? null : { epoch: page.epoch, seq: page.next };
    page = await askOlder(question, at, signal, Math.min(AT_ONCE, left + 1));
    entries.push(...page.entries);
    if (entries.length > MOST_EXPORTED) return { entries: entries.slice(0, MOST_EXPORTED), cut: true };
    told(entries.length);
  }
  return { entries, cut: false };
}
