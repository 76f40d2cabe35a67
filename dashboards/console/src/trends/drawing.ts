// What a chart is given to draw: its lines with their bands, limits, alarms, and the words for all of it.
import type { Hole, Moment } from "./course.ts";
import type { Limit, Raised } from "./limits.ts";

export interface Line {
  readonly key: string;
  readonly name: string;
  /** Sign of the unit; "" for pure numbers. */
  readonly unit: string;
  /** In order of time, with moments without value where no line may go. */
  readonly moments: readonly Moment[];
  readonly limits: readonly Limit[];
  /** How far from a time its nearest moment may lie. */
  readonly nearMs: number;
}

export interface Words {
  readonly band: string;
  readonly bad: string;
  readonly missing: string;
  readonly alarm: string;
}

export interface Drawing {
  readonly lines: readonly Line[];
  /** Where there is nothing to draw; of a single line only. */
  readonly holes: readonly Hole[];
  readonly raised: readonly Raised[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly words: Words;
  readonly timeText: (ms: number) => string;
  /** On the axis, for ranges of this length. */
  readonly axisText: (ms: number) => string;
}

export interface Colors {
  readonly text: string;
  readonly quiet: string;
  readonly grid: string;
  readonly surface: string;
  readonly hatch: string;
  readonly bad: string;
  readonly lines: readonly string[];
  readonly severity: Readonly<Record<Limit["severity"], string>>;
}

/** Lines are told apart by their strokes too: one man in twelve does not see it by colour. */
export const STROKES = ["solid", [8, 4], [2, 3], [10, 3, 2, 3]] as const;

/** The colours of the page as they are now. */
export function colorsOfPage(): Colors {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: of("--text"),
    quiet: of("--quiet"),
    grid: of("--line"),
    surface: of("--surface"),
    hatch: of("--hatch"),
    bad: of("--high"),
    lines: ["--series-1", "--series-2", "--series-3", "--series-4"].map(of),
    severity: { critical: of("--critical"), high: of("--high"), medium: of("--medium"), low: of("--low") },
  };
}
