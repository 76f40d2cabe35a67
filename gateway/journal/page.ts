// One page of entries for whoever asks: from the ring when it reaches back far enough, else from the file; and what is gone before it.
import { otherKindsOf, passes, wantsReadings } from "./filter.ts";
import type { BackPage, BackQuery, EntryQuery, Gap, Page, PageQuery } from "./journal.ts";
import type { Reader, Scan } from "./reader.ts";
import type { Fresh } from "./record.ts";
import type { Ring } from "./ring.ts";

/** Highest seq that retention took from each table; 0 when nothing is gone. */
export interface Purged {
  readonly reading: number;
  readonly entry: number;
}

function scanRing(query: PageQuery, head: number, ring: Ring, purged: Purged): Scan {
  const records: Fresh[] = [];
  let seq = query.after;
  while (seq < head && records.length < query.limit) {
    const record = ring.get(++seq);
    if (record === undefined || !passes(record, query)) continue;
    // The ring may still hold what the file does not: what has expired is not shown, wherever it is read from.
    if (seq > (record.kind === "reading" ? purged.reading : purged.entry)) records.push(record);
  }
  return { records, next: seq };
}

/** Backwards from the newest: what the ring holds, then what lies behind it in the file. */
function scanBack(query: BackQuery, ring: Ring, reader: Reader, purged: Purged): Scan {
  const records: Fresh[] = [];
  let seq = query.before;
  while (seq > ring.oldest && records.length < query.limit) {
    const record = ring.get(--seq);
    if (record === undefined || !passes(record, query)) continue;
    if (seq > (record.kind === "reading" ? purged.reading : purged.entry)) records.push(record);
  }
  if (records.length === query.limit || seq <= 1) return { records, next: seq };
  const older = reader.scanBack({ ...query, before: seq, limit: query.limit - records.length });
  return { records: [...records, ...older.records], next: older.next };
}

/** What is gone of (after, to], of the kinds that the filter asks for. */
function gapOf(query: EntryQuery, after: number, last: number, purged: Purged, reader: Reader): Gap | null {
  const readings = after < purged.reading && wantsReadings(query);
  const others = after < purged.entry ? otherKindsOf(query) : [];
  if (!readings && others.length === 0) return null;
  const to = Math.min(last, Math.max(readings ? purged.reading : 0, others.length > 0 ? purged.entry : 0));
  const from = reader.firstMissing(after, to);
  return from === null ? null : { from, to, kinds: [...(readings ? (["reading"] as const) : []), ...others] };
}

/** Answers a query over entries up to `head`, all of which are on disk. */
export function pageOf(query: PageQuery, head: number, ring: Ring, reader: Reader, purged: Purged): Page {
  const after = Math.min(query.after, head);
  const { records, next } =
    after + 1 >= ring.oldest
      ? scanRing({ ...query, after }, head, ring, purged)
      : reader.scan({ ...query, after }, head);
  // The gap is reported by the page that begins in it: a page that begins behind it has `null`.
  return { head, records, next, more: next < head, gap: gapOf(query, after, head, purged, reader) };
}

/** The same backwards from `query.before`, newest first. */
export function backPageOf(query: BackQuery, head: number, ring: Ring, reader: Reader, purged: Purged): BackPage {
  const before = Math.min(query.before, head + 1);
  const { records, next } = scanBack({ ...query, before }, ring, reader, purged);
  return { head, records, next, more: next > 1, gap: gapOf(query, next - 1, before - 1, purged, reader) };
}
