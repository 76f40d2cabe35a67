// The thread that looks at the past of alarms: one question after the other, on read connections of its own. Started by `openQueries`.
import { parentPort, workerData } from "node:worker_threads";
import type { PointReader } from "../journal/journal.ts";
import { systemClock as clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import { openDatabase } from "../kit/sqlite.ts";
import { historyOf } from "./occurrences.ts";
import { previewOf } from "./preview.ts";
import type { FromThread, ThreadSettings, ToThread } from "./queries.ts";

const { source, journal, state, dropped }: ThreadSettings = workerData;
const { openPointReader }: { openPointReader(file: string): PointReader } = await import(source);
const reader = openPointReader(journal);
const db = openDatabase(state, { readOnly: true });

parentPort?.on("message", (message: ToThread | "close") => {
  if (message === "close") {
    reader[Symbol.dispose]();
    db.close();
    parentPort?.close();
  } else parentPort?.postMessage(answer(message));
});

function answer({ n, question, deadlineMs }: ToThread): FromThread {
  const until = clock.monotonic() + deadlineMs;
  const watch = { stop: () => Atomics.load(dropped, 0) === n, late: () => clock.monotonic() >= until };
  try {
    return {
      n,
      answer: question.ask === "history" ? historyOf(db, question.wish) : previewOf(reader, question.wish, watch),
    };
  } catch (error) {
    return { n, failed: messageOf(error) };
  }
}
