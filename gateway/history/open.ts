// Answers /history in a thread of its own: the main thread, which serves devices, only hands over questions and texts.
import type { History, HistoryAnswer, HistoryQuery } from "../contract/history.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError } from "../kit/errors.ts";
import type { Log } from "../kit/log.ts";
import { QueryWorker } from "../kit/query-worker.ts";
import type { ThreadSettings } from "./protocol.ts";

/** One query may work so long. */
const DEADLINE_MS = 10_000;
const HUNG_MS = 2 * DEADLINE_MS;
/** Queries that wait for the thread; more are refused at once. */
const MOST_WAITING = 64;
/** Ten thousand items are a few megabytes. */
const MEMORY_MB = 192;

export interface HistoryOptions {
  /** journal.db; it exists. */
  readonly file: string;
  /** history.db; it exists. Absent: the journal answers everything. */
  readonly rollups?: string;
  /** The module that reads it (SourceModule). */
  readonly source: URL;
  readonly clock: Clock;
  readonly log: Log;
  /** Absent: 10 s. */
  readonly deadlineMs?: number;
}

/** The thread is started by the first query. */
export function openHistory(options: HistoryOptions): History & AsyncDisposable {
  const { file, rollups = null, source, clock, log, deadlineMs = DEADLINE_MS } = options;
  const worker = new QueryWorker<ThreadSettings, HistoryQuery, HistoryAnswer>({
    module: new URL("./query-thread.ts", import.meta.url),
    name: "history",
    settings: { source: source.href, file, rollups },
    memoryMb: MEMORY_MB,
    deadlineMs,
    hungMs: HUNG_MS,
    clock,
    onLost: (why) => log.warn({ why }, "the query thread of /history was ended"),
    failed: (why) =>
      new GatewayError(
        "history-failed",
        `readings could not be read from ${file}: ${why}`,
        "Ask again; if it stays, look at the disk (dmesg, SMART) and at the log of the gateway.",
      ),
  });
  return {
    query: (query, signal) =>
      worker.waiting >= MOST_WAITING && !signal.aborted
        ? Promise.resolve({ refused: "busy" })
        : worker.ask(query, signal),
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  };
}
