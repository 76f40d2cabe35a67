// Looks through journal.db from the newest entry back. Only the columns that decide are read; what passes is then read whole, so that a
// filter that leaves most out costs little.
import type { Kind } from "../contract/entry.ts";
import type { Database } from "../kit/sqlite.ts";
import { isNarrow, matches, passes, wantsOthers, wantsReadings } from "./filter.ts";
import type { BackQuery } from "./journal.ts";
import type { Fresh, Shape } from "./record.ts";
import { happeningOf, type Row, readingOf } from "./row.ts";
import { INLINE } from "./shapes.ts";

/** Work per call, counted in rows that are looked at: about 20 ms. A row that is read whole counts for more. */
const LOOK_ROWS = 20_000;
const WHOLE_ROW = 5;
const WINDOW_ROWS = 1000;

interface BackScan {
  readonly records: readonly Fresh[];
  /** Everything from this seq on was looked at; 1 when nothing is left. */
  readonly next: number;
}

/** A scan over this connection: the entries before `query.before` that pass, newest first, with bounded work per call. */
export function openBackScan(db: Database, shapes: ReadonlyMap<number, Shape>): (query: BackQuery) => BackScan {
  const newest = "WHERE seq < ? ORDER BY seq DESC LIMIT ?";
  const readings = db.prepare(`SELECT seq, shape, received - lag AS measured FROM reading ${newest}`);
  const others = db.prepare(`SELECT seq, kind, type, device, received - lag AS measured FROM entry ${newest}`);
  const reading = db.prepare("SELECT * FROM reading WHERE seq = ?");
  const other = db.prepare("SELECT * FROM entry WHERE seq = ?");

  const mayPass = (row: Row, query: BackQuery): boolean => {
    const measured = Number(row.measured);
    if (row.kind !== undefined)
      return matches(
        query,
        row.kind as Kind,
        String(row.type),
        row.device === null ? null : String(row.device),
        measured,
      );
    // A reading with a shape of its own says only in its body whose it is.
    const device = shapes.get(Number(row.shape))?.device;
    return row.shape === INLINE || device === undefined || matches(query, "reading", null, device, measured);
  };

  const whole = (row: Row): Fresh | null => {
    const found = (row.kind === undefined ? reading : other).get(Number(row.seq));
    // Retention may have taken it a moment ago.
    if (found === undefined) return null;
    return row.kind === undefined ? readingOf(found, shapes) : happeningOf(found);
  };

  return (query) => {
    const rows = isNarrow(query) ? Math.max(query.limit, WINDOW_ROWS) : query.limit;
    const records: Fresh[] = [];
    let before = query.before;
    for (let looked = 0; before > 1 && looked < LOOK_ROWS; ) {
      const fromReadings = wantsReadings(query) ? readings.all(before, rows) : [];
      const fromOthers = wantsOthers(query) ? others.all(before, rows) : [];
      const downTo = Math.max(lowestOf(fromReadings, rows), lowestOf(fromOthers, rows));
      for (const row of newestFirst(fromReadings, fromOthers, downTo)) {
        looked++;
        if (!mayPass(row, query)) continue;
        looked += WHOLE_ROW;
        const record = whole(row);
        if (record === null || !passes(record, query)) continue;
        records.push(record);
        if (records.length === query.limit) return { records, next: record.seq };
        if (looked >= LOOK_ROWS) return { records, next: record.seq };
      }
      before = downTo;
    }
    return { records, next: before };
  };
}

/** Down to which seq these rows are complete. */
function lowestOf(rows: readonly Row[], wanted: number): number {
  return rows.length < wanted ? 1 : Number(rows[rows.length - 1]?.seq);
}

/** Walks two lists that are each ordered from the newest as one, down to a seq. */
function* newestFirst(a: readonly Row[], b: readonly Row[], downTo: number): Generator<Row> {
  let i = 0;
  let j = 0;
  for (;;) {
    const one = a[i];
    const two = b[j];
    const takeOne = two === undefined || (one !== undefined && Number(one.seq) > Number(two.seq));
    const row = takeOne ? one : two;
    if (row === undefined || Number(row.seq) < downTo) return;
    if (takeOne) i++;
    else j++;
    yield row;
  }
}
