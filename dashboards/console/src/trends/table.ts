// Courses side by side as rows of one table, for the screen and for a file. Pure.
import { stampText } from "../words/time.ts";
import type { Moment } from "./course.ts";

/** One point's course with the head of its columns. */
export interface Column {
  readonly key: string;
  /** With the unit: `温度 (°C)`. */
  readonly head: string;
  readonly moments: readonly Moment[];
  /** Figures per step instead of readings: then with lowest and highest. */
  readonly stepped: boolean;
  readonly text: (value: number) => string;
}

export interface Row {
  readonly atMs: number;
  /** By key of the column; absent where it has nothing at this time. */
  readonly moments: ReadonlyMap<string, Moment>;
}

/** All times of all columns, oldest first. */
export function rowsOf(columns: readonly Column[]): Row[] {
  const rows = new Map<number, Map<string, Moment>>();
  for (const { key, moments } of columns)
    for (const moment of moments) {
      const row = rows.get(moment.atMs) ?? new Map<string, Moment>();
      row.set(key, moment);
      rows.set(moment.atMs, row);
    }
  return [...rows].sort(([a], [b]) => a - b).map(([atMs, moments]) => ({ atMs, moments }));
}

export interface FileWords {
  readonly time: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly quality: string;
  readonly good: string;
  readonly bad: string;
  readonly someBad: string;
}

/** How a moment is, in a word; "" where there is none. */
export function qualityWord(moment: Moment | undefined, words: FileWords): string {
  if (moment === undefined) return "";
  return moment.bad ? (moment.value === null ? words.bad : words.someBad) : words.good;
}

/** The rows of a file: the time on the campus's clock and in ISO, then each point with its unit in the head. */
export function fileRows(columns: readonly Column[], words: FileWords): (string | number | null)[][] {
  const heads = columns.flatMap(({ head, stepped }) => [
    head,
    ...(stepped ? [`${head} ${words.minimum}`, `${head} ${words.maximum}`] : []),
    `${head} ${words.quality}`,
  ]);
  const rows = rowsOf(columns).map(({ atMs, moments }) => [
    stampText(atMs),
    new Date(atMs).toISOString(),
    ...columns.flatMap(({ key, stepped }) => {
      const moment = moments.get(key);
      const figure = (value: number | null | undefined) =>
        value === null || value === undefined ? null : Number(value.toPrecision(10));
      return [
        figure(moment?.value),
        ...(stepped ? [figure(moment?.min), figure(moment?.max)] : []),
        qualityWord(moment, words),
      ];
    }),
  ]);
  return [[words.time, "ISO 8601", ...heads], ...rows];
}
