// Pages journal.db through a read-only connection: both tables merged by seq, filters applied, work per call bounded.
import type { Database, Statement } from "../kit/sqlite.ts";
import { openBackScan } from "./back-scan.ts";
import { isNarrow, passes, wantsOthers, wantsReadings } from "./filter.ts";
import type { BackQuery, PageQuery } from "./journal.ts";
import type { Fresh, Shape } from "./record.ts";
import { happeningOf, type Row, readingOf } from "./row.ts";

/** Rows looked at per call: about 20 ms of work; a filtered page then says `more`. */
const SCAN_ROWS = 20_000;

export interface Scan {
  readonly records: readonly Fresh[];
  /** Everything up to this seq was looked at. */
  readonly next: number;
}

export interface Reader {
  /** Entries after `query.after` and up to `head` that pass the filter. */
  readonly scan: (query: PageQuery, head: number) => Scan;
  /** Entries before `query.before` that pass the filter, newest first; everything down to `next` was looked at. */
  readonly scanBack: (query: BackQuery) => Scan;
  /** All rows after a seq, in order, for replay. */
  readonly replay: (after: number, each: (record: Fresh) => void) => void;
  readonly oldest: (table: "reading" | "entry") => number | null;
  /** The first seq in (after, to] of which no row is kept; null when none is missing. */
  readonly firstMissing: (after: number, to: number) => number | null;
  readonly seqOfKey: (key: string) => number | null;
  /** The running number of the device's newest event with this eid, and of its newest event with any. */
  readonly eidNumber: (device: string, eid: string) => number | null;
  readonly newestEidNumber: (device: string) => number;
  readonly close: () => void;
}

/** The same reader, telling `onError` of everything that reading throws before it is thrown on. */
export function watchedReader(reader: Reader, onError: (error: unknown) => void): Reader {
  const watched =
    <A extends readonly unknown[], R>(work: (...given: A) => R) =>
    (...given: A): R => {
      try {
        return work(...given);
      } catch (error) {
        onError(error);
        throw error;
      }
    };
  return {
    scan: watched(reader.scan),
    scanBack: watched(reader.scanBack),
    replay: watched(reader.replay),
    oldest: watched(reader.oldest),
    firstMissing: watched(reader.firstMissing),
    seqOfKey: watched(reader.seqOfKey),
    eidNumber: watched(reader.eidNumber),
    newestEidNumber: watched(reader.newestEidNumber),
    close: reader.close,
  };
}

/** Walks two lists that are each ordered by seq as one. */
function merge(readings: readonly Row[], others: readonly Row[], each: (row: Row, reading: boolean) => boolean): void {
  let i = 0;
  let j = 0;
  while (i < readings.length || j < others.length) {
    const reading = readings[i];
    const other = others[j];
    const takeReading = other === undefined || (reading !== undefined && Number(reading.seq) < Number(other.seq));
    const row = takeReading ? reading : other;
    if (takeReading) i++;
    else j++;
    if (row === undefined || !each(row, takeReading)) return;
  }
}

export function openReader(db: Database, shapes: ReadonlyMap<number, Shape>): Reader {
  const pageOf = (table: string): Statement =>
    db.prepare(`SELECT * FROM ${table} WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`);
  const readingPage = pageOf("reading");
  const entryPage = pageOf("entry");
  const entrySeqs = db.prepare("SELECT seq FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 500");
  const readingSeqs = db.prepare("SELECT seq FROM reading WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 500");
  const byKey = db.prepare("SELECT seq FROM entry WHERE key = ?");
  const byEid = db.prepare("SELECT max(eid_no) AS n FROM entry WHERE device = ? AND eid = ?");
  const newestEid = db.prepare("SELECT max(eid_no) AS n FROM entry WHERE device = ? AND eid IS NOT NULL");

  const decode = (row: Row, reading: boolean): Fresh => (reading ? readingOf(row, shapes) : happeningOf(row));

  /** Rows of both tables after a seq; and up to which seq these rows are complete. */
  const window = (after: number, head: number, rows: number, readings: boolean, others: boolean) => {
    const fromReadings = readings ? readingPage.all(after, head, rows) : [];
    const fromOthers = others ? entryPage.all(after, head, rows) : [];
    const lastOf = (list: readonly Row[]) => (list.length < rows ? head : Number(list[list.length - 1]?.seq));
    return { fromReadings, fromOthers, complete: Math.min(lastOf(fromReadings), lastOf(fromOthers)) };
  };

  return {
    scan(query, head) {
      const rows = isNarrow(query) ? Math.max(query.limit, 1000) : query.limit;
      const records: Fresh[] = [];
      let after = query.after;
      let looked = 0;
      while (after < head && records.length < query.limit && looked < SCAN_ROWS) {
        const { fromReadings, fromOthers, complete } = window(
          after,
          head,
          rows,
          wantsReadings(query),
          wantsOthers(query),
        );
        looked += fromReadings.length + fromOthers.length;
        after = complete;
        merge(fromReadings, fromOthers, (row, reading) => {
          if (Number(row.seq) > complete) return false;
          const record = decode(row, reading);
          if (passes(record, query)) records.push(record);
          if (records.length < query.limit) return true;
          after = record.seq;
          return false;
        });
      }
      return { records, next: after };
    },
    scanBack: openBackScan(db, shapes),
    replay(after, each) {
      const head = Number.MAX_SAFE_INTEGER;
      for (let at = after; ; ) {
        const { fromReadings, fromOthers, complete } = window(at, head, 5000, true, true);
        merge(fromReadings, fromOthers, (row, reading) => {
          if (Number(row.seq) > complete) return false;
          each(decode(row, reading));
          return true;
        });
        if (complete === head) return;
        at = complete;
      }
    },
    oldest(table) {
      const seq = db.prepare(`SELECT min(seq) AS seq FROM ${table}`).get()?.seq;
      return typeof seq === "number" ? seq : null;
    },
    firstMissing(after, to) {
      // Rows at the beginning of a gap are few (other kinds among expired readings), or all of them are gone.
      let expected = after + 1;
      while (expected <= to) {
        const others = entrySeqs.all(expected - 1, to);
        const readings = readingSeqs.all(expected - 1, to);
        const kept = new Set([...others, ...readings].map((row) => Number(row.seq)));
        const before = expected;
        while (kept.has(expected)) expected++;
        if (expected === before || kept.size === 0) break;
      }
      return expected <= to ? expected : null;
    },
    seqOfKey(key) {
      const seq = byKey.get(key)?.seq;
      return typeof seq === "number" ? seq : null;
    },
    eidNumber(device, eid) {
      const n = byEid.get(device, eid)?.n;
      return typeof n === "number" ? n : null;
    },
    newestEidNumber(device) {
      const n = newestEid.get(device)?.n;
      return typeof n === "number" ? n : 0;
    },
    close: () => db.close(),
  };
}
