// All that a panel shows of its points: their courses as lines and columns, what is missing, the limits and the alarms.
import { useMemo } from "react";
import { parseDuration } from "#gateway/contract/time.ts";
import { useTexts } from "../i18n/texts.ts";
import { numberText, unitSign } from "../words/quantity.ts";
import { clockText, stampText } from "../words/time.ts";
import { useMarks } from "./alarms.ts";
import { holesOf, withGaps } from "./course.ts";
import { type Course, useCourses } from "./courses.ts";
import type { Described } from "./described.ts";
import type { Drawing, Line } from "./drawing.ts";
import { gapMs } from "./plan.ts";
import { seriesKey } from "./series.ts";
import { trendTexts } from "./texts.ts";
import type { Window } from "./window.ts";

const DAY_MS = 86_400_000;
const MONTHS_MS = 60 * DAY_MS;
/** One chart has an axis at its left and one at its right. */
const UNITS_PER_CHART = 2;

/** One point in a panel. */
export interface Shown extends Described {
  readonly course: Course;
  /** With the device's name where several devices are shown. */
  readonly label: string;
  readonly unit: string;
  readonly gap: number;
  /** Null: the readings themselves. */
  readonly step: string | null;
}

export interface Panel {
  readonly shown: readonly Shown[];
  readonly drawings: readonly Drawing[];
  readonly timeText: (ms: number) => string;
}

/** Times in full where a range is longer than a day. */
function timesOf(lengthMs: number) {
  const timeText = lengthMs <= DAY_MS ? clockText : (ms: number) => stampText(ms).slice(0, 16);
  const axisText = (ms: number) => {
    const stamp = stampText(ms);
    if (lengthMs > MONTHS_MS) return stamp.slice(0, 10);
    const clock = stamp.slice(11, 16);
    return lengthMs <= DAY_MS || clock !== "00:00" ? clock : stamp.slice(5, 10);
  };
  return { timeText, axisText };
}

export function usePanel(described: readonly Described[], window: Window): Panel {
  const say = useTexts(trendTexts);
  const series = described.map((one) => one.series);
  const courses = useCourses(series, window);
  const marks = useMarks(series, window);
  const { fromMs, toMs } = window;
  const devices = new Set(series.map(({ device }) => device)).size;
  const shown = described.flatMap((one, index): Shown[] => {
    const course = courses[index];
    if (course === undefined) return [];
    const { data } = course.query;
    const step = data?.step ?? null;
    const label = devices > 1 && one.device !== undefined ? `${one.device.name} · ${one.name}` : one.name;
    return [
      {
        ...one,
        course,
        label,
        unit: data === undefined ? "" : unitSign(data.answer.unit),
        gap: gapMs(one.device, step),
        step,
      },
    ];
  });
  const { timeText, axisText } = timesOf(toMs - fromMs);
  const band = say("band");
  const state = shown.map(({ label, unit, gap, type }) => `${label} ${unit} ${gap} ${type}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `state` and the moments stand for what is shown
  const drawings = useMemo(() => {
    const words = { band, bad: say("badMark"), missing: say("noData"), alarm: say("alarm") };
    const numbers = shown.filter(({ type }) => type !== "boolean");
    const units = [...new Set(numbers.map(({ unit }) => unit))];
    const charts: Shown[][] = [];
    for (let at = 0; at < units.length; at += UNITS_PER_CHART)
      charts.push(numbers.filter(({ unit }) => units.slice(at, at + UNITS_PER_CHART).includes(unit)));
    return charts.map((chart): Drawing => {
      const [only] = chart;
      const stepMs = parseDuration(only?.step ?? "") ?? 0;
      const holes =
        chart.length === 1 && only !== undefined && only.course.query.data !== undefined
          ? holesOf(only.course.moments, { fromMs, toMs: Math.min(toMs, endOf(only, window)), gapMs: only.gap, stepMs })
          : [];
      const lines = chart.map(
        ({ series: each, label, unit, gap, step, course }): Line => ({
          key: seriesKey(each),
          name: label,
          unit,
          moments: withGaps(course.moments, gap),
          limits: marks.limits.get(seriesKey(each)) ?? [],
          nearMs: Math.max(parseDuration(step ?? "") ?? 0, gap / 2),
        }),
      );
      return { lines, holes, raised: marks.raised, fromMs, toMs, words, timeText, axisText };
    });
  }, [state, band, marks, fromMs, toMs, ...Array.from({ length: MOST_AT_ONCE }, (_, at) => courses[at]?.moments)]);
  return { shown, drawings, timeText };
}

const MOST_AT_ONCE = 4;

/** A window that moves on reaches a little beyond now, where nothing can be yet. */
function endOf({ course, gap }: Shown, { moving, toMs }: Window): number {
  const answered = course.query.dataUpdatedAt;
  return moving ? Math.max(answered, toMs - gap) : toMs;
}

/** The lowest, highest and last value in words. */
export function figuresOf({ course, unit }: Shown): { minimum: string; maximum: string; last: string } {
  const text = (value: number | null | undefined) =>
    value === null || value === undefined || !Number.isFinite(value) ? "—" : `${numberText(value)} ${unit}`.trim();
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let last: number | null = null;
  for (const { value, min, max } of course.moments) {
    if (value === null) continue;
    minimum = Math.min(minimum, min ?? value);
    maximum = Math.max(maximum, max ?? value);
    last = value;
  }
  return { minimum: text(minimum), maximum: text(maximum), last: text(last) };
}
