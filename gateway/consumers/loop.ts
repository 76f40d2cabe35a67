// The one loop that feeds a consumer: from the ring at the head, from the file when behind, at its own pace, with a cursor of its own.
import type { Journal } from "../journal/journal.ts";
import type { Fresh } from "../journal/record.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";

/** Entries handed over at once. */
const PAGE = 1000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;

export interface Consumer {
  readonly name: string;
  /**
   * Handles entries in order. What it appends to the journal carries a key `name:inputSeq:n`, so that handling an entry
   * again changes nothing. Resolving means: state and cursor are stored; rejecting means: try the same entries again later.
   */
  take(records: readonly Fresh[], signal: AbortSignal): Promise<void>;
  /** The journal no longer holds these entries; retention has already told the loss. */
  skipped?(from: number, to: number): void;
}

export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

export interface RunningConsumer extends AsyncDisposable {
  readonly name: string;
  /** Entries and seconds behind the head. */
  lag(): { readonly consumer: string; readonly entries: number; readonly seconds: number };
  /** What keeps it from going on; null when nothing does. */
  readonly trouble: string | null;
}

export interface LoopOptions {
  readonly journal: Journal;
  /** Where it was, from its own store; absent or of another epoch: from the oldest entry kept. */
  readonly from: Position | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** Starts feeding a consumer. A slow or failing one delays only itself. */
export function runConsumer(consumer: Consumer, options: LoopOptions): RunningConsumer {
  const { journal, clock, log } = options;
  const { from } = options;
  // A position beyond the head is of a journal that has lost its end: what came since has these numbers again.
  let cursor = from !== null && from.epoch === journal.epoch && from.seq <= journal.head ? from.seq : 0;
  let skippedTo = 0;
  let trouble: string | null = null;
  /** Received time of the oldest entry not yet passed; null at the head. */
  let waitingSinceMs: number | null = null;
  const stopping = new AbortController();
  const { signal } = stopping;
  let wake: (() => void) | null = null;
  const follower = journal.follow((batch) => {
    waitingSinceMs ??= batch[0]?.receivedMs ?? null;
    wake?.();
  });

  const untilMore = () =>
    new Promise<void>((resolve) => {
      if (signal.aborted || journal.head > cursor) return resolve();
      wake = () => {
        wake = null;
        resolve();
      };
    });

  const deliver = async (records: readonly Fresh[]): Promise<void> => {
    for (let retryMs = FIRST_RETRY_MS; !signal.aborted; retryMs = Math.min(2 * retryMs, LAST_RETRY_MS)) {
      try {
        await consumer.take(records, signal);
        if (trouble !== null) log.info({ consumer: consumer.name }, "consumer goes on");
        trouble = null;
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (trouble === null)
          log.warn({ consumer: consumer.name, err: error }, "consumer cannot go on; it will try again");
        trouble = messageOf(error);
        await clock.sleep(retryMs, signal);
      }
    }
  };

  const run = async (): Promise<void> => {
    journal.setCursor(consumer.name, cursor);
    while (!signal.aborted) {
      const page = journal.page({ after: cursor, limit: PAGE });
      if (page.gap !== null && page.gap.to > skippedTo) {
        consumer.skipped?.(Math.max(page.gap.from, skippedTo + 1), page.gap.to);
        skippedTo = page.gap.to;
      }
      const [first] = page.records;
      if (first === undefined) {
        trouble = null;
        if (page.next > cursor) cursor = page.next;
        if (!page.more) {
          waitingSinceMs = null;
          await untilMore();
        }
        continue;
      }
      waitingSinceMs = first.receivedMs;
      await deliver(page.records);
      if (signal.aborted) return;
      cursor = page.next;
      journal.setCursor(consumer.name, cursor);
      // Pages from the file cost milliseconds each: what waits meanwhile comes first.
      if (page.more) await new Promise<void>((resolve) => clock.soon(resolve));
    }
  };
  /** A journal that cannot be read is tried again: other parts see to it that it is mended. */
  const runOn = async (): Promise<void> => {
    for (let retryMs = FIRST_RETRY_MS; !signal.aborted; retryMs = Math.min(2 * retryMs, LAST_RETRY_MS)) {
      try {
        await run();
      } catch (error) {
        if (trouble === null) log.error({ consumer: consumer.name, err: error }, "consumer cannot read the journal");
        trouble = messageOf(error);
        await clock.sleep(retryMs, signal);
      }
    }
  };
  const running = runOn();

  return {
    name: consumer.name,
    lag: () => ({
      consumer: consumer.name,
      entries: journal.head - cursor,
      seconds: waitingSinceMs === null ? 0 : Math.max(0, (clock.now() - waitingSinceMs) / 1000),
    }),
    get trouble() {
      return trouble;
    },
    [Symbol.asyncDispose]: async () => {
      follower[Symbol.dispose]();
      stopping.abort();
      wake?.();
      await running;
    },
  };
}
