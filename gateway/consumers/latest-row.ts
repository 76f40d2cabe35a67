// The newest reading of one device with one set of points, with the last good value of each: how a row changes with a reading.
import type { Value } from "../contract/entry.ts";
import type { Reading, StoredValue } from "../journal/record.ts";

/** A device that names ever new points may not fill the memory: the oldest combinations beyond this many are dropped. */
export const SHAPES_KEPT = 64;

/** The newest reading of one device with one set of points, and for each point the last good value before it. */
export interface Row {
  reading: Reading;
  /** Only filled once a value was not good; before, `reading` itself is the last good one. */
  good: (Good | null)[] | null;
  /** Where it is saved: 1 to SHAPES_KEPT. */
  readonly slot: number;
  dirty: boolean;
  /** Dropped for another combination; its shape begins anew when it is heard again. */
  dropped: boolean;
}

export interface Good {
  readonly value: Value;
  readonly measuredMs: number;
}

/** The text that names a set of points within a device. */
export function combination(reading: Reading): string {
  return reading.shape.points.join(" ");
}

export function hasFlaw(values: readonly StoredValue[]): boolean {
  for (const value of values) if (typeof value === "object") return true;
  return false;
}

/** Takes a further reading with the same points. */
export function take(row: Row, reading: Reading): void {
  // Late data and repeats from a device's memory do not replace what is newer.
  if (reading.measuredMs < row.reading.measuredMs) {
    if (row.good !== null) takeLate(row, row.good, reading);
    return;
  }
  // A value in another unit is not the last good one of this point.
  if (row.reading.shape !== reading.shape && !sameUnits(row.reading, reading))
    row.good = reading.values.map(() => null);
  if (row.good !== null || hasFlaw(reading.values)) {
    const before = row.good ?? row.reading.values.map((value) => goodOf(value, row.reading.measuredMs));
    row.good = reading.values.map((value, i) => goodOf(value, reading.measuredMs) ?? before[i] ?? null);
  }
  row.reading = reading;
  row.dirty = true;
}

/** Makes room for another combination: the one that was not heard of for longest goes. Answers its slot. */
export function dropOldest(rows: Map<string, Row>): number {
  const [oldest] = [...rows].sort(([, a], [, b]) => a.reading.seq - b.reading.seq);
  if (oldest === undefined) return 1;
  const [key, row] = oldest;
  row.dropped = true;
  rows.delete(key);
  return row.slot;
}

function sameUnits(a: Reading, b: Reading): boolean {
  return a.shape.units.every((unit, i) => unit === b.shape.units[i]);
}

/** Late data shows no newer value, but may hold a newer good one than the last. */
function takeLate(row: Row, good: (Good | null)[], reading: Reading): void {
  if (!sameUnits(row.reading, reading)) return;
  for (const [i, value] of reading.values.entries()) {
    const late = goodOf(value, reading.measuredMs);
    if (late === null || late.measuredMs <= (good[i]?.measuredMs ?? Number.NEGATIVE_INFINITY)) continue;
    good[i] = late;
    row.dirty = true;
  }
}

/** The value with its time if it is good, else null. */
export function goodOf(value: StoredValue, measuredMs: number): Good | null {
  return typeof value === "object" ? null : { value, measuredMs };
}
