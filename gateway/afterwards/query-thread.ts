// The thread that sums up the past of alarms, on a read connection of its own. Started by `Queries`, never imported.
import type { OccurrenceReader, PastRaise } from "../contract/alarm-past.ts";
import { answerQuestions, threadSettings, type Watch } from "../kit/query-thread.ts";
import { awayOf } from "./away.ts";
import { campusDays } from "./campus-days.ts";
import { figuresOf, isSeen } from "./figures.ts";
import { MOST_RAISES, type Question, type Span, type ThreadSettings } from "./queries.ts";

const { source, state } = threadSettings<ThreadSettings>();
const { openOccurrenceReader }: { openOccurrenceReader(file: string): OccurrenceReader } = await import(source);
const reader = openOccurrenceReader(state);

function answer(question: Question, watch: Watch) {
  switch (question.ask) {
    case "one": {
      const { alarm, occurrence } = question;
      return { raise: reader.one(alarm, occurrence), againMs: reader.raisedAfter(alarm, occurrence) };
    }
    case "figures": {
      const { wish, timezone } = question;
      return figuresOf(reader.between(wish.fromMs, wish.toMs), wish, campusDays(timezone).startOf, watch.stop);
    }
    case "span":
      return spanOf(question, watch);
    case "raises": {
      const { rule, fromMs, toMs } = question;
      return taken(reader.between(fromMs, toMs), (raise) => raise.rule === rule && !raise.quiet, watch);
    }
  }
}

function spanOf({ fromMs, toMs, visible }: Extract<Question, { ask: "span" }>, watch: Watch): Span | null {
  const sees = (raise: PastRaise) => isSeen(raise, visible);
  const before = [...reader.activeAt(fromMs)].filter(sees);
  const active = [...reader.activeAt(toMs)].filter(sees);
  const raises = taken(reader.between(fromMs, toMs), (raise) => sees(raise) && !raise.quiet, watch);
  if (raises === null) return null;
  // Absences count also where a cause explains them: whoever was away was away.
  const absences = reader.between(fromMs, toMs).filter(sees);
  return { raises, active: active.filter(({ quiet }) => !quiet), away: awayOf(concat(before, absences), fromMs, toMs) };
}

function* concat(first: Iterable<PastRaise>, second: Iterable<PastRaise>): Generator<PastRaise> {
  yield* first;
  yield* second;
}

function taken(
  raises: Iterable<PastRaise>,
  wanted: (raise: PastRaise) => boolean,
  { stop }: Watch,
): readonly PastRaise[] | null {
  const found: PastRaise[] = [];
  for (const raise of raises) {
    if (stop()) return null;
    if (wanted(raise)) found.push(raise);
    if (found.length === MOST_RAISES) break;
  }
  return found;
}

answerQuestions(answer, () => reader[Symbol.dispose]());
