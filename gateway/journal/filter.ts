// Which entries a query asks for: the filters of a page.
import type { Kind } from "../contract/entry.ts";
import { KINDS } from "../contract/entry.ts";
import type { EntryQuery } from "./journal.ts";
import type { Fresh } from "./record.ts";

export const OTHER_KINDS: readonly Kind[] = KINDS.filter((kind) => kind !== "reading");

/** True when the record passes the query's filters and the asker may see it. */
export function passes(record: Fresh, query: EntryQuery): boolean {
  const { kinds, devices, types, fromMs, toMs, visible } = query;
  if (kinds !== undefined && kinds.length > 0 && !kinds.includes(record.kind)) return false;
  if (fromMs !== undefined && record.measuredMs < fromMs) return false;
  if (toMs !== undefined && record.measuredMs >= toMs) return false;
  if (devices !== undefined && devices.length > 0) {
    const device = record.kind === "reading" ? record.shape.device : record.device;
    if (device === null || !devices.includes(device)) return false;
  }
  if (types !== undefined && types.length > 0) {
    if (record.kind === "reading") return false;
    const { type } = record;
    if (!types.some((wanted) => (wanted.endsWith(".*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted)))
      return false;
  }
  return visible === undefined || visible(record);
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
