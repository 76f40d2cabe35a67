// Looks through journal.db from the newest entry back. SQLite leaves out what the filter leaves out, so that rows in which nobody is interested
// are never decoded; work per call is bounded however little passes.
import type { Database } from "../kit/sqlite.ts";
import { isNarrow, passes, wantsOthers, wantsReadings } from "./filter.ts";
import type { BackQuery } from "./journal.ts";
import type { Fresh, Shape } from "./record.ts";
import { happeningOf, type Row, readingOf } from "./row.ts";
import { INLINE } from "./shapes.ts";

/** Rows of a table that SQLite looks at per call, and rows that are decoded: each about 10 ms of work. */
const LOOK_ROWS = 20_000;
const DECODED_ROWS = 2000;
const CHUNK_ROWS = 500;

interface BackScan {
  readonly records: readonly Fresh[];
  /** Everything from this seq on was looked at; 1 when nothing is left. */
  readonly next: number;
}

const SPAN = "seq < ? AND seq >= ? AND received - lag >= ? AND received - lag < ?";
/** Of a JSON list; null stands for everything. */
const among = (column: string, at: number) => `(?${at} IS NULL OR ${column} IN (SELECT value FROM json_each(?${at})))`;

/** A scan over this connection: the entries before `query.before` that pass, newest first. */
export function openBackScan(db: Database, shapes: ReadonlyMap<number, Shape>): (query: BackQuery) => BackScan {
  const floor = (table: string) =>
    db.prepare(`SELECT seq FROM ${table} WHERE seq < ? ORDER BY seq DESC LIMIT 1 OFFSET ?`);
  const [readingFloor, otherFloor] = [floor("reading"), floor("entry")];
  const readings = db.prepare(
    `SELECT * FROM reading WHERE ${SPAN} AND ${among("shape", 5)} ORDER BY seq DESC LIMIT ?6`,
  );
  // In a type's filter only `*` at its end has a meaning for GLOB.
  const others = db.prepare(
    `SELECT * FROM entry WHERE ${SPAN} AND ${among("kind", 5)} AND ${among("device", 6)}
     AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(?7) AS wanted WHERE entry.type GLOB wanted.value)) ORDER BY seq DESC LIMIT ?8`,
  );

  /** Shapes of these devices, and those that rows carry themselves: whose they are shows only then. */
  const shapesOf = (devices: readonly string[]): number[] => [
    INLINE,
    ...[...shapes.values()].flatMap(({ id, device }) => (devices.includes(device) ? id : [])),
  ];

  return (query) => {
    const { devices = [], kinds, types, fromMs = Number.MIN_SAFE_INTEGER, toMs = Number.MAX_SAFE_INTEGER } = query;
    const [reading, other] = [wantsReadings(query), wantsOthers(query)];
    const floorOf = (wanted: boolean, of: typeof readingFloor) =>
      wanted && isNarrow(query) ? Number(of.get(query.before, LOOK_ROWS - 1)?.seq ?? 1) : 1;
    const downTo = Math.max(floorOf(reading, readingFloor), floorOf(other, otherFloor));
    const shapeIds = devices.length > 0 ? JSON.stringify(shapesOf(devices)) : null;
    const [kindList, deviceList, typeList] = [kinds, devices, types].map(listText) as [Text, Text, Text];
    const rows = query.visible === undefined ? Math.min(query.limit, CHUNK_ROWS) : CHUNK_ROWS;
    const records: Fresh[] = [];
    let before = query.before;
    for (let decoded = 0; before > downTo && decoded < DECODED_ROWS; ) {
      const a = reading ? readings.all(before, downTo, fromMs, toMs, shapeIds, rows) : [];
      const b = other ? others.all(before, downTo, fromMs, toMs, kindList, deviceList, typeList, rows) : [];
      const complete = Math.max(lowestOf(a, rows, downTo), lowestOf(b, rows, downTo));
      for (const row of newestFirst(a, b, complete)) {
        decoded++;
        const record = row.kind === undefined ? readingOf(row, shapes) : happeningOf(row);
        if (!passes(record, query)) continue;
        records.push(record);
        if (records.length === query.limit) return { records, next: record.seq };
      }
      before = complete;
    }
    return { records, next: before };
  };
}

type Text = string | null;

function listText(list: readonly string[] | undefined): Text {
  return list === undefined || list.length === 0 ? null : JSON.stringify(list);
}

/** Down to which seq these rows are complete. */
function lowestOf(rows: readonly Row[], wanted: number, downTo: number): number {
  return rows.length < wanted ? downTo : Number(rows[rows.length - 1]?.seq);
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
