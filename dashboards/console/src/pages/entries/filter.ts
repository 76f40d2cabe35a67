// Which entries the page shows, as its address says it, and what is asked of the gateway for that.
import { KINDS, type Kind } from "#gateway/contract/entry.ts";
import type { Place } from "../../api/types.ts";
import { type Bounds, type Preset, putRange, type Range, rangeOf } from "../../words/range.ts";

export interface EntryFilter {
  /** Empty: all but readings, which are so many that they would hide the rest. */
  readonly kinds: readonly Kind[];
  /** Types, or domains as `door.*`. */
  readonly types: readonly string[];
  readonly devices: readonly string[];
  readonly places: readonly string[];
  readonly range: Range;
}

export const USUAL_RANGE: Preset = "24h";
const TYPE = /^[a-z0-9][a-z0-9_-]{0,31}\.([a-z0-9][a-z0-9_-]{0,31}|\*)$/;
const ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;
/** The gateway takes at most so many of each in one question. */
const MOST_DEVICES = 200;
const MOST_TYPES = 50;

/** True for what the gateway takes as a type. */
export function isType(text: string): boolean {
  return TYPE.test(text);
}

/** The filter that an address names; what makes no sense in it is left out. */
export function filterOf(params: URLSearchParams): EntryFilter {
  const kinds = params.getAll("kind");
  return {
    kinds: KINDS.filter((kind) => kinds.includes(kind)),
    types: params.getAll("type").filter(isType).slice(0, MOST_TYPES),
    devices: params.getAll("device").filter((id) => ID.test(id)),
    places: params.getAll("place").filter((id) => ID.test(id)),
    range: rangeOf(params, USUAL_RANGE),
  };
}

/** The address of a filter; other parts of `before` stay. */
export function addressOf(filter: EntryFilter, before = new URLSearchParams()): URLSearchParams {
  const params = new URLSearchParams(before);
  const put = (key: string, values: readonly string[]) => {
    params.delete(key);
    for (const value of values) params.append(key, value);
  };
  put("kind", filter.kinds);
  put("type", filter.types);
  put("device", filter.devices);
  put("place", filter.places);
  putRange(params, filter.range, USUAL_RANGE);
  return params;
}

/** Everything that a filter names beyond the usual. */
export function isFiltered({ kinds, types, devices, places, range }: EntryFilter): boolean {
  const usual = "preset" in range && range.preset === USUAL_RANGE;
  return kinds.length + types.length + devices.length + places.length > 0 || !usual;
}

/** These places with all that lie within them. */
export function placesWithin(roots: readonly string[], places: readonly Place[]): ReadonlySet<string> {
  const inside = new Set(roots);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { id, within } of places) {
      if (within === null || inside.has(id) || !inside.has(within)) continue;
      inside.add(id);
      grown = true;
    }
  }
  return inside;
}

/** The devices that a filter asks for; null: all, empty: a place without devices, so nothing can come. */
export function devicesOf(
  { devices, places }: EntryFilter,
  known: { readonly places: readonly Place[]; readonly devices: readonly { id: string; place: string | null }[] },
): readonly string[] | null {
  if (devices.length + places.length === 0) return null;
  const inside = placesWithin(places, known.places);
  const there = known.devices.filter(({ place }) => place !== null && inside.has(place)).map(({ id }) => id);
  return [...new Set([...devices, ...there])].slice(0, MOST_DEVICES);
}

/** What is asked of GET /entries, without position, order and limit. */
export interface Question {
  readonly kinds: readonly Kind[];
  readonly types: readonly string[];
  readonly devices: readonly string[] | null;
  readonly bounds: Bounds;
}

/** The question's part of the query string. */
export function questionText({ kinds, types, devices, bounds }: Question): string {
  const params = new URLSearchParams();
  for (const kind of kinds.length > 0 ? kinds : KINDS.filter((each) => each !== "reading")) params.append("kind", kind);
  for (const type of types) params.append("type", type);
  for (const device of devices ?? []) params.append("device", device);
  if (bounds.from !== null) params.set("from", String(bounds.from));
  if (bounds.to !== null) params.set("to", String(bounds.to));
  return params.toString();
}
