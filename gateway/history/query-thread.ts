// The thread that reads for /history, on read connections of its own. Started by `openHistory`, never imported.
import type { HistoryQuery } from "../contract/history.ts";
import { answerQuestions, threadSettings } from "../kit/query-thread.ts";
import { answerOf, type Sources } from "./answer.ts";
import type { SourceModule, ThreadSettings } from "./protocol.ts";
import { openRollupReader } from "./rollups/reader.ts";

const { source, file, rollups } = threadSettings<ThreadSettings>();
const { openPointReader }: SourceModule = await import(source);
const sources: Sources = {
  journal: openPointReader(file),
  rollups: rollups === null ? null : openRollupReader(rollups),
};

answerQuestions(
  (query: HistoryQuery, watch) => answerOf(sources, query, watch),
  () => {
    sources.journal[Symbol.dispose]();
    sources.rollups?.[Symbol.dispose]();
  },
);
