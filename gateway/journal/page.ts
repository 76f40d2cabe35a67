// One page of entries for whoever asks: from the ring when it reaches back far enough, else from the file; and what is gone before it.
import type { Kind } from "../contract/entry.ts";
import { KINDS } from "../contract/entry.ts";
import type { Gap, Page, PageQuery } from "./journal.ts";
import { passes, type Reader, type Scan } from "./reader.ts";
import type { Fresh } from "./record.ts";
import type { Ring } from "./ring.ts";

const OTHER_KINDS: readonly Kind[] = KINDS.filter((kind) => kind !== "reading");

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

/**
 * What is gone after `after`, of the kinds that the filter asks for. The gap is reported by the page that begins in it:
 * a page that begins behind it has `null`.
 */
function gapOf(query: PageQuery, purged: Purged, reader: Reader): Gap | null {
  const wanted = (kind: Kind): boolean => {
    if (query.kinds !== undefined && query.kinds.length > 0 && !query.kinds.includes(kind)) return false;
    return kind !== "reading" || query.types === undefined || query.types.length === 0;
  };
  const readings = query.after < purged.reading && wanted("reading");
  const others = query.after < purged.entry ? OTHER_KINDS.filter(wanted) : [];
  if (!readings && others.length === 0) return null;
  const to = Math.max(readings ? purged.reading : 0, others.length > 0 ? purged.entry : 0);
  const from = reader.firstMissing(query.after, to);
  return from === null ? null : { from, to, kinds: [...(readings ? (["reading"] as const) : []), ...others] };
}

/** Answers a query over entries up to `head`, all of which are on disk. */
export function pageOf(query: PageQuery, head: number, ring: Ring, reader: Reader, purged: Purged): Page {
  const after = Math.min(query.after, head);
  const { records, next } =
    after + 1 >= ring.oldest
      ? scanRing({ ...query, after }, head, ring, purged)
      : reader.scan({ ...query, after }, head);
  return { head, records, next, more: next < head, gap: gapOf({ ...query, after }, purged, reader) };
}
