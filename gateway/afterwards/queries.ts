// Questions about alarms of long ago, summed up in a thread of its own: the main thread hands over and gets figures.
import type { AlarmFigures } from "../contract/alarm-figures.ts";
import type { PastRaise } from "../contract/alarm-past.ts";
import type { Clock } from "../kit/clock.ts";
import { GatewayError } from "../kit/errors.ts";
import { QueryWorker } from "../kit/query-worker.ts";
import type { Away } from "./away.ts";
import type { FiguresWish } from "./figures.ts";

const DEADLINE_MS = 10_000;
const HUNG_MS = 3 * DEADLINE_MS;
const MOST_WAITING = 32;
const IDLE_MS = 60_000;
const MEMORY_MB = 128;

export type Question =
  | { readonly ask: "one"; readonly alarm: string; readonly occurrence: number }
  | { readonly ask: "figures"; readonly wish: FiguresWish; readonly timezone: string }
  | {
      readonly ask: "span";
      readonly fromMs: number;
      readonly toMs: number;
      readonly visible: ReadonlySet<string> | null;
    }
  | { readonly ask: "raises"; readonly rule: string; readonly fromMs: number; readonly toMs: number };

/** A raise, and when the alarm was raised again. */
export interface OneRaise {
  readonly raise: PastRaise | null;
  readonly againMs: number | null;
}

/** What a sheet needs of a time: raised in it, active at its end, and how long devices were away. */
export interface Span {
  /** In order, at most `MOST_RAISES`; quiet ones left out. */
  readonly raises: readonly PastRaise[];
  readonly active: readonly PastRaise[];
  readonly away: readonly Away[];
}

export const MOST_RAISES = 2000;

type Answer = OneRaise | AlarmFigures | Span | readonly PastRaise[];

export interface ThreadSettings {
  /** The module that reads the past of alarms from state.db. */
  readonly source: string;
  readonly state: string;
}

export class Queries implements AsyncDisposable {
  readonly #worker: QueryWorker<ThreadSettings, Question, Answer>;

  constructor(settings: ThreadSettings, clock: Clock) {
    this.#worker = new QueryWorker({
      module: new URL("./query-thread.ts", import.meta.url),
      name: "afterwards",
      settings,
      memoryMb: MEMORY_MB,
      deadlineMs: DEADLINE_MS,
      hungMs: HUNG_MS,
      idleMs: IDLE_MS,
      clock,
      failed,
    });
  }

  /** Null: nobody waits any more; so do the others. All throw `slow-down` when too many wait, `history-failed` when it cannot be read. */
  async one(alarm: string, occurrence: number, signal: AbortSignal): Promise<OneRaise | null> {
    return (await this.#ask({ ask: "one", alarm, occurrence }, signal)) as OneRaise | null;
  }

  async figures(wish: FiguresWish, timezone: string, signal: AbortSignal): Promise<AlarmFigures | null> {
    return (await this.#ask({ ask: "figures", wish, timezone }, signal)) as AlarmFigures | null;
  }

  async span(wish: Pick<FiguresWish, "fromMs" | "toMs" | "visible">, signal: AbortSignal): Promise<Span | null> {
    return (await this.#ask({ ask: "span", ...wish }, signal)) as Span | null;
  }

  /** Of a rule, in order, at most `MOST_RAISES`. */
  async raises(rule: string, fromMs: number, toMs: number, signal: AbortSignal): Promise<readonly PastRaise[] | null> {
    return (await this.#ask({ ask: "raises", rule, fromMs, toMs }, signal)) as readonly PastRaise[] | null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker[Symbol.asyncDispose]();
  }

  async #ask(question: Question, signal: AbortSignal): Promise<Answer | null> {
    if (this.#worker.waiting >= MOST_WAITING)
      throw new GatewayError(
        "slow-down",
        "too many questions about alarms of long ago are waiting",
        "Ask again in a moment.",
      );
    return await this.#worker.ask(question, signal);
  }
}

function failed(why: string): GatewayError {
  return new GatewayError(
    "history-failed",
    `the past of alarms could not be summed up: ${why}`,
    "Ask again; if it stays, look at the disk (dmesg, SMART) and at the log of the gateway.",
  );
}
