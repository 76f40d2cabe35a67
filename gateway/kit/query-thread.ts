// The thread's side of `query-worker.ts`: one question after the other, with a look at whether anybody still waits. Imported by the
// modules of such threads only.
import { parentPort, workerData } from "node:worker_threads";
import { systemClock as clock } from "./clock.ts";
import { messageOf } from "./errors.ts";

export interface ThreadData<Settings> {
  readonly settings: Settings;
  /** Number of the newest question that nobody waits for any more. */
  readonly dropped: Int32Array<SharedArrayBuffer>;
}

export interface ToThread<Question> {
  readonly n: number;
  readonly question: Question;
  readonly deadlineMs: number;
}

export type FromThread<Answer> =
  | { readonly n: number; readonly answer: Answer | null }
  | { readonly n: number; readonly failed: string };

/** How the work on a question is ended. */
export interface Watch {
  /** Nobody waits any more. */
  readonly stop: () => boolean;
  /** The deadline has passed. */
  readonly late: () => boolean;
}

/** What the thread was started with; whoever started it knows what that is. */
export function threadSettings<Settings>(): Settings {
  const { settings }: ThreadData<Settings> = workerData;
  return settings;
}

/** Answers until the other side says that it is over; then `close`. Null: nobody waits for the answer. */
export function answerQuestions<Question, Answer>(
  answer: (question: Question, watch: Watch) => Answer | null,
  close: () => void,
): void {
  const { dropped }: ThreadData<unknown> = workerData;
  const work = ({ n, question, deadlineMs }: ToThread<Question>): FromThread<Answer> => {
    const until = clock.monotonic() + deadlineMs;
    const watch = { stop: () => Atomics.load(dropped, 0) === n, late: () => clock.monotonic() >= until };
    try {
      return { n, answer: answer(question, watch) };
    } catch (error) {
      return { n, failed: messageOf(error) };
    }
  };
  parentPort?.on("message", (message: ToThread<Question> | "close") => {
    if (message === "close") {
      close();
      parentPort?.close();
    } else parentPort?.postMessage(work(message));
  });
}
