// Which entries a query asks for: the filters of a page, on a decoded record or on the few columns that decide.
import type { Kind } from "../contract/entry.ts";
import { KINDS } from "../contract/entry.ts";
import type { EntryQuery } from "./journal.ts";
import type { Fresh } from "./record.ts";

export const OTHER_KINDS: readonly Kind[] = KINDS.filter((kind) => kind !== "reading");

/** True when an entry with these properties passes the query's filters; the asker's rights are looked at in `passes`. */
export function matches(
  query: EntryQuery,
  kind: Kind,
  type: string | null,
  device: string | null,
  measuredMs: number,
): boolean {
  const { kinds, devices, types, fromMs, toMs } = query;
  if (kinds !== undefined && kinds.length > 0 && !kinds.includes(kind)) return false;
  if (fromMs !== undefined && measuredMs < fromMs) return false;
  if (toMs !== undefined && measuredMs >= toMs) return false;
  if (devices !== undefined && devices.length > 0 && (device === null || !devices.includes(device))) return false;
  if (types === undefined || types.length === 0) return true;
  if (type === null) return false;
  return types.some((wanted) => (wanted.endsWith(".*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted));
}

/** True when the record passes the query's filters and the asker may see it. */
export function passes(record: Fresh, query: EntryQuery): boolean {
  const right =
    record.kind === "reading"
      ? matches(query, "reading", null, record.shape.device, record.measuredMs)
      : matches(query, record.kind, record.type, record.device, record.measuredMs);
  return right && (query.visible === undefined || query.visible(record));
}

/** True when the filter narrows what is found, so that more must be looked at than is given. */
export function isNarrow(query: EntryQuery): boolean {
  const chosen = (query.kinds?.length ?? 0) + (query.devices?.length ?? 0) + (query.types?.length ?? 0) > 0;
  return chosen || query.fromMs !== undefined || query.toMs !== undefined || query.visible !== undefined;
}

export function wantsReadings(query: EntryQuery): boolean {
  if (query.types !== undefined && query.types.length > 0) return false;
  return query.kinds === undefined || query.kinds.length === 0 || query.kinds.includes("reading");
}

export function wantsOthers(query: EntryQuery): boolean {
  return query.kinds === undefined || query.kinds.length === 0 || query.kinds.some((kind) => kind !== "reading");
}

/** The kinds beside readings that the filter asks for. */
export function otherKindsOf({ kinds }: EntryQuery): readonly Kind[] {
  return kinds === undefined || kinds.length === 0 ? OTHER_KINDS : OTHER_KINDS.filter((kind) => kinds.includes(kind));
}
