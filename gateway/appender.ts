// Entries of the gateway's own that nobody waits for.
import type { Journal } from "./journal/journal.ts";
import type { happening } from "./journal/record.ts";
import type { Log } from "./kit/log.ts";

/** Appends entries that nobody waits for; a failing store is told by `onFailed`. */
export function appender(journal: Journal, log: Log) {
  return (record: ReturnType<typeof happening>): void => {
    journal
      .append(record)
      .catch((error: unknown) => log.warn({ err: error, type: record.type }, "an entry of our own was not stored"));
  };
}
