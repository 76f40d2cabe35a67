// The thread that looks at the past of alarms, on read connections of its own. Started by `Queries`, never imported.
import type { PointReader } from "../journal/journal.ts";
import { answerQuestions, threadSettings } from "../kit/query-thread.ts";
import { openDatabase } from "../kit/sqlite.ts";
import { historyOf } from "./occurrences.ts";
import { previewOf } from "./preview.ts";
import type { Question, ThreadSettings } from "./queries.ts";

const { source, journal, state } = threadSettings<ThreadSettings>();
const { openPointReader }: { openPointReader(file: string): PointReader } = await import(source);
const reader = openPointReader(journal);
const db = openDatabase(state, { readOnly: true });

answerQuestions(
  ({ ask, wish }: Question, watch) => (ask === "history" ? historyOf(db, wish) : previewOf(reader, wish, watch)),
  () => {
    reader[Symbol.dispose]();
    db.close();
  },
);
