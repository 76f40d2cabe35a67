// Looks into a county's file while the county runs: what is stored, counted without its help.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Rows of county.db in this data folder. */
export function countyRows(data: string, sql: string, ...values: readonly (string | number)[]) {
  const db = new DatabaseSync(join(data, "county.db"), { readOnly: true });
  try {
    return db.prepare(sql).all(...values);
  } finally {
    db.close();
  }
}

/** One connection for whoever looks often. */
export function openCountyFile(
  data: string,
): Disposable & { count(sql: string, ...values: (string | number)[]): number } {
  const db = new DatabaseSync(join(data, "county.db"), { readOnly: true });
  return {
    count: (sql, ...values) => Number(db.prepare(sql).get(...values)?.n),
    [Symbol.dispose]: () => db.close(),
  };
}

/** How many entries of a campus are stored. */
export function entriesStored(data: string, campus: string): number {
  return Number(countyRows(data, "SELECT count(*) AS n FROM entry WHERE campus = ?", campus)[0]?.n);
}

/** Figures of one bucket, with sums as exact as the contract asks. */
export type Total = readonly [count: number, min: number | null, max: number | null, sum: number];

/** Every bucket of a campus by `device.point step start`, starts in epoch ms; steps in minutes. */
export function figuresStored(data: string, campus: string, fromMs = 0, toMs = 8e15): Map<string, Total> {
  const sql = `SELECT device, point, step, at_min, count, min, max, sum FROM figure JOIN series ON series.n = figure.series
    WHERE campus = ? AND at_min >= ? AND at_min < ? AND count > 0`;
  const number = (value: unknown) => (value === null ? null : Number(value));
  return new Map(
    countyRows(data, sql, campus, fromMs / 60_000, toMs / 60_000).map((row) => [
      bucketName(String(row.device), String(row.point), Number(row.step), Number(row.at_min) * 60_000),
      [Number(row.count), number(row.min), number(row.max), exact(Number(row.sum))],
    ]),
  );
}

export function bucketName(device: string, point: string, stepMinutes: number, atMs: number): string {
  return `${device}.${point} ${stepMinutes} ${atMs}`;
}

/** A sum to nine digits: two ways of adding may differ in the last ones. */
export function exact(sum: number): number {
  return Number(sum.toPrecision(9));
}
