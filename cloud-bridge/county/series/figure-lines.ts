// Figures of county.db as lines of a series store, always as they are now: whatever is sent last of a figure is its newest revision.
import { type Bucket, rollupLine } from "#gateway/kit/line-store/rollup-lines.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, first, integer, type Row, text } from "#gateway/kit/statements.ts";
import type { FigureKey } from "../store/due.ts";

const MINUTE_MS = 60_000;
const COLUMNS = "step, at_min, count, min, max, sum, last";

interface Name {
  readonly campus: string;
  readonly device: string;
  readonly point: string;
  readonly unit: string;
}

export class FigureLines {
  readonly #db: Database;
  readonly #names = new Map<number, Name>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** The lines of these figures; one that is no longer kept has none. */
  of(keys: readonly FigureKey[]): string[] {
    const sql = `SELECT ${COLUMNS} FROM figure WHERE series = ? AND step = ? AND at_min = ?`;
    return keys.flatMap(([series, step, atMin]) => {
      const row = first(this.#db, sql, series, step, atMin);
      return row === undefined ? [] : this.#line(series, row);
    });
  }

  /** The number of the series after this one; null: there is none. */
  seriesAfter(series: number): number | null {
    const row = first(this.#db, "SELECT n FROM series WHERE n > ? ORDER BY n LIMIT 1", series);
    return row === undefined ? null : integer(row, "n");
  }

  /** The lines of a whole series in pages. */
  *pagesOf(series: number, limit: number): Generator<string[]> {
    const sql = `SELECT ${COLUMNS} FROM figure WHERE series = ? AND (step, at_min) > (?, ?) ORDER BY step, at_min LIMIT ?`;
    for (let [step, atMin] = [0, 0]; ; ) {
      const rows = all(this.#db, sql, series, step, atMin, limit);
      const last = rows.at(-1);
      if (last === undefined) return;
      [step, atMin] = [integer(last, "step"), integer(last, "at_min")];
      yield rows.flatMap((row) => this.#line(series, row));
    }
  }

  #line(series: number, row: Row): string[] {
    const name = this.#nameOf(series);
    const step = integer(row, "step");
    if (name === null || (step !== 1 && step !== 15)) return [];
    const bucket: Bucket = {
      ...name,
      step: step === 1 ? "1min" : "15min",
      atMs: integer(row, "at_min") * MINUTE_MS,
      count: integer(row, "count"),
      min: numberOrNull(row.min),
      max: numberOrNull(row.max),
      sum: numberOrNull(row.sum) ?? 0,
      last: numberOrNull(row.last),
    };
    return [rollupLine(name.campus, bucket)];
  }

  #nameOf(series: number): Name | null {
    const known = this.#names.get(series);
    if (known !== undefined) return known;
    const row = first(this.#db, "SELECT campus, device, point, unit FROM series WHERE n = ?", series);
    if (row === undefined) return null;
    const name = { campus: text(row, "campus"), device: text(row, "device"), point: text(row, "point"), unit: text(row, "unit") }; // biome-ignore format: one line
    this.#names.set(series, name);
    return name;
  }
}

function numberOrNull(value: Row[string] | undefined): number | null {
  return typeof value === "number" ? value : null;
}
