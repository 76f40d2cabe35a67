// The entries of the journal that belong to one raise of an alarm. Read in portions, so that nobody else waits.
import type { Journal } from "../journal/journal.ts";
import type { Happening } from "../journal/record.ts";

/** Some twenty milliseconds of work each, most of them far less. */
const MOST_PAGES = 200;
const PAGE = 1000;

export interface EntriesWish {
  readonly alarm: string;
  readonly occurrence: number;
  /** Entries with a greater seq. */
  readonly after: number;
  /** When the alarm was raised again: nothing of this occurrence comes later. Null: not yet. */
  readonly untilMs: number | null;
}

export interface FoundEntries {
  readonly entries: readonly Happening[];
  /** False: some are no longer kept, or there were too many to look through. */
  readonly complete: boolean;
}

const TYPES = ["alarm.*", "notify.answered", "notify.escalated"] as const;

/** In order. Between portions others have their turn; ends early when `signal` aborts. */
export async function entriesOf(
  journal: Pick<Journal, "page">,
  { alarm, occurrence, after, untilMs }: EntriesWish,
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<FoundEntries> {
  const entries: Happening[] = [];
  const isOurs = ({ type, body }: Happening) =>
    (type.startsWith("alarm.") ? body.id : body.alarm) === alarm && body.occurrence === occurrence;
  let [next, hasGap] = [after, false];
  for (let pages = 0; pages < MOST_PAGES && !signal.aborted; pages++) {
    const page = journal.page({ after: next, limit: PAGE, kinds: ["alarm", "event"], types: TYPES });
    hasGap ||= page.gap !== null;
    for (const record of page.records) if (record.kind !== "reading" && isOurs(record)) entries.push(record);
    const newest = page.records.at(-1);
    const isPast = untilMs !== null && newest !== undefined && newest.receivedMs > untilMs;
    if (!page.more || isPast) return { entries, complete: !hasGap };
    next = page.next;
    await pause();
  }
  return { entries, complete: false };
}
