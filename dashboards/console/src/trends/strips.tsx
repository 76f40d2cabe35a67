// The course of something that is on or off, with its name and the words for both.
import { useLanguage, useTexts } from "../i18n/texts.ts";
import { booleanWords } from "../words/boolean-words.ts";
import { wordTexts } from "../words/texts.ts";
import { stretchesOf } from "./course.ts";
import type { Course } from "./courses.ts";
import { Strip } from "./strip.tsx";
import { trendTexts } from "./texts.ts";
import type { Window } from "./window.ts";

interface Props {
  readonly course: Course;
  readonly name: string;
  readonly gap: number;
  readonly window: Window;
  readonly timeText: (ms: number) => string;
}

export function StateStrip({ course, name, gap, window: { fromMs, toMs }, timeText }: Props) {
  const say = useTexts(trendTexts);
  const [yes, no] = useYesNo(course.series.point);
  return (
    <Strip
      stretches={stretchesOf(course.moments, gap, toMs)}
      fromMs={fromMs}
      toMs={toMs}
      words={{ on: yes, off: no, mixed: say("mixed"), bad: say("bad") }}
      summary={name}
      timeText={timeText}
    />
  );
}

/** The words for true and false of a point. */
export function useYesNo(point: string): readonly [yes: string, no: string] {
  const word = useTexts(wordTexts);
  return booleanWords(point, useLanguage()) ?? [word("yes"), word("no")];
}
