// The body of a summary frame: 1-minute and 15-minute figures as columns of equal length, so that what repeats costs nothing.
import { isId } from "#gateway/contract/ids.ts";
import { formatTime, parseTime } from "#gateway/contract/time.ts";
import { isUnit, type Unit } from "#gateway/contract/units.ts";
import { isCount, isObject, type JsonObject } from "./checks.ts";

export const STEPS = ["1min", "15min"] as const;
export type Step = (typeof STEPS)[number];

/** Figures of one point over one step. A higher `rev` of the same point and step replaces a lower one. */
export interface SummaryRow {
  readonly device: string;
  readonly point: string;
  readonly unit: Unit;
  readonly step: Step;
  /** Start of the step, epoch milliseconds. */
  readonly atMs: number;
  /** Good and uncertain values; with 0 there is no min, max and last. */
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly sum: number;
  readonly last: number | null;
  readonly uncertain: number;
  readonly bad: number;
  readonly rev: number;
}

type Column = "device" | "point" | "unit" | "step" | "at" | "count" | "min" | "max" | "sum" | "last" | "uncertain" | "bad" | "rev"; // biome-ignore format: a list of words
export type SummaryColumns = Readonly<Record<Column, readonly unknown[]>>;

/** Digits that a sum keeps: far within the billionth that the contract allows, and no tail of binary rounding. */
const SUM_DIGITS = 13;

/** The columns of these rows; rows of a point stand together, which compresses best. */
export function columnsOf(rows: readonly SummaryRow[]): SummaryColumns {
  const sorted = [...rows].sort(byPoint);
  return {
    device: sorted.map((row) => row.device),
    point: sorted.map((row) => row.point),
    unit: sorted.map((row) => row.unit),
    step: sorted.map((row) => row.step),
    at: sorted.map((row) => formatTime(row.atMs)),
    count: sorted.map((row) => row.count),
    min: sorted.map((row) => row.min),
    max: sorted.map((row) => row.max),
    sum: sorted.map((row) => Number(row.sum.toPrecision(SUM_DIGITS))),
    last: sorted.map((row) => row.last),
    uncertain: sorted.map((row) => row.uncertain),
    bad: sorted.map((row) => row.bad),
    rev: sorted.map((row) => row.rev),
  };
}

function byPoint(a: SummaryRow, b: SummaryRow): number {
  return compare(a.step, b.step) || compare(a.device, b.device) || compare(a.point, b.point) || a.atMs - b.atMs;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rows of a body with `n` of them; null when it is no summary. Columns that we do not know are left out. */
export function rowsOf(body: unknown, n: number): SummaryRow[] | null {
  if (!isObject(body)) return null;
  const columns = columnsIn(body, n);
  if (columns === null) return null;
  /** Times repeat from point to point. */
  const times = new Map<unknown, number | null>();
  const rows: SummaryRow[] = [];
  for (let i = 0; i < n; i++) {
    const row = rowOf(columns, i, times);
    if (row === null) return null;
    rows.push(row);
  }
  return rows;
}

/** Null: one lacks, or has another length. */
function columnsIn(body: JsonObject, n: number): SummaryColumns | null {
  const { device, point, unit, step, at, count, min, max, sum, last, uncertain, bad, rev } = body;
  const isColumn = (column: unknown): column is readonly unknown[] => Array.isArray(column) && column.length === n;
  if (!isColumn(device) || !isColumn(point) || !isColumn(unit) || !isColumn(step) || !isColumn(at)) return null;
  if (!isColumn(count) || !isColumn(min) || !isColumn(max) || !isColumn(sum) || !isColumn(last)) return null;
  if (!isColumn(uncertain) || !isColumn(bad) || !isColumn(rev)) return null;
  return { device, point, unit, step, at, count, min, max, sum, last, uncertain, bad, rev };
}

function rowOf(columns: SummaryColumns, i: number, times: Map<unknown, number | null>): SummaryRow | null {
  const [device, point, unit, step] = [columns.device[i], columns.point[i], columns.unit[i], columns.step[i]];
  if (!isId(device) || !isId(point) || typeof unit !== "string" || !isUnit(unit) || !isStep(step)) return null;
  const at = columns.at[i];
  let atMs = times.get(at);
  if (atMs === undefined) {
    atMs = typeof at === "string" ? parseTime(at) : null;
    times.set(at, atMs);
  }
  const [count, uncertain, bad, rev] = [columns.count[i], columns.uncertain[i], columns.bad[i], columns.rev[i]];
  if (atMs === null || !isCount(count) || !isCount(uncertain) || !isCount(bad) || !isCount(rev)) return null;
  const [min, max, sum, last] = [columns.min[i], columns.max[i], columns.sum[i], columns.last[i]];
  if (!isFigure(min) || !isFigure(max) || !isFigure(last) || sum === null || !isFigure(sum)) return null;
  return { device, point, unit, step, atMs, count, min, max, sum, last, uncertain, bad, rev };
}

function isStep(value: unknown): value is Step {
  return STEPS.some((step) => step === value);
}

function isFigure(value: unknown): value is number | null {
  return value === null || (typeof value === "number" && Number.isFinite(value));
}
