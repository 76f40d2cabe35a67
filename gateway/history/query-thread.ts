// The thread that reads for /history: one query after the other, on a read connection of its own. Started by `openHistory`, never imported.
import { parentPort, workerData } from "node:worker_threads";
import { systemClock as clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import { answerOf, type Sources } from "./answer.ts";
import type { FromThread, SourceModule, ThreadSettings, ToThread } from "./protocol.ts";
import { openRollupReader } from "./rollups/reader.ts";

const { source, file, rollups, dropped }: ThreadSettings = workerData;
const { openPointReader }: SourceModule = await import(source);
const sources: Sources = {
  journal: openPointReader(file),
  rollups: rollups === null ? null : openRollupReader(rollups),
};

parentPort?.on("message", (message: ToThread | "close") => {
  if (message === "close") {
    sources.journal[Symbol.dispose]();
    sources.rollups?.[Symbol.dispose]();
    parentPort?.close();
  } else parentPort?.postMessage(answer(message));
});

function answer({ n, query, deadlineMs }: ToThread): FromThread {
  const until = clock.monotonic() + deadlineMs;
  try {
    const stop = () => Atomics.load(dropped, 0) === n;
    return { n, answer: answerOf(sources, query, { stop, late: () => clock.monotonic() >= until }) };
  } catch (error) {
    return { n, failed: messageOf(error) };
  }
}
