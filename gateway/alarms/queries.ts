// Questions about the past of alarms, answered in a thread of its own: most campuses ask once a week.
import type { AlarmHistory, RulePreview } from "../contract/alarm-desk.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError } from "../kit/errors.ts";
import { QueryWorker } from "../kit/query-worker.ts";
import type { HistoryWish } from "./occurrences.ts";
import type { PreviewWish } from "./preview.ts";

/** One question may work so long; a preview then says that it is not complete. */
const DEADLINE_MS = 10_000;
const HUNG_MS = 3 * DEADLINE_MS;
const MOST_WAITING = 32;
const IDLE_MS = 60_000;
const MEMORY_MB = 128;

export type Question =
  | { readonly ask: "history"; readonly wish: HistoryWish }
  | { readonly ask: "preview"; readonly wish: PreviewWish };

export interface ThreadSettings {
  /** The module that reads points from journal.db. */
  readonly source: string;
  readonly journal: string;
  readonly state: string;
}

export class Queries implements AsyncDisposable {
  readonly #worker: QueryWorker<ThreadSettings, Question, AlarmHistory | RulePreview>;

  constructor(settings: ThreadSettings, clock: Clock) {
    this.#worker = new QueryWorker({
      module: new URL("./query-thread.ts", import.meta.url),
      name: "alarms",
      settings,
      memoryMb: MEMORY_MB,
      deadlineMs: DEADLINE_MS,
      hungMs: HUNG_MS,
      idleMs: IDLE_MS,
      clock,
      failed,
    });
  }

  /** Null: nobody waits any more. Throws `slow-down` when too many wait, `history-failed` when the files cannot be read. */
  async history(wish: HistoryWish, signal: AbortSignal): Promise<AlarmHistory | null> {
    return (await this.#ask({ ask: "history", wish }, signal)) as AlarmHistory | null;
  }

  async preview(wish: PreviewWish, signal: AbortSignal): Promise<RulePreview | null> {
    return (await this.#ask({ ask: "preview", wish }, signal)) as RulePreview | null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker[Symbol.asyncDispose]();
  }

  async #ask(question: Question, signal: AbortSignal): Promise<AlarmHistory | RulePreview | null> {
    if (this.#worker.waiting >= MOST_WAITING)
      throw new GatewayError(
        "slow-down",
        "too many questions about the past of alarms are waiting",
        "Ask again in a moment.",
      );
    return await this.#worker.ask(question, signal);
  }
}

function failed(why: string): GatewayError {
  return new GatewayError(
    "history-failed",
    `the past of alarms could not be read: ${why}`,
    "Ask again; if it stays, look at the disk (dmesg, SMART) and at the log of the gateway.",
  );
}
