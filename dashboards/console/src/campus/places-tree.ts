// Places as people walk them: which lies within which. Pure.
import type { Device, Place } from "../api/types.ts";

export interface PlaceNode {
  readonly place: Place;
  readonly within: readonly PlaceNode[];
}

/** The places that lie in no other, each with what lies within; key places before the others, then by name. */
export function placeTree(places: readonly Place[], language: string): PlaceNode[] {
  const known = new Set(places.map(({ id }) => id));
  const below = new Map<string | null, Place[]>();
  for (const place of places) {
    const parent = place.within !== null && known.has(place.within) ? place.within : null;
    below.set(parent, [...(below.get(parent) ?? []), place]);
  }
  const collator = new Intl.Collator(language);
  const nodes = (parent: string | null): PlaceNode[] =>
    (below.get(parent) ?? [])
      .sort((a, b) => Number(b.key) - Number(a.key) || collator.compare(a.name, b.name))
      .map((place) => ({ place, within: nodes(place.id) }));
  return nodes(null);
}

/** The ids of a place and of all that lies within it. */
export function placesWithin(id: string, places: readonly Place[]): ReadonlySet<string> {
  const found = new Set([id]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const place of places) if (place.within !== null && found.has(place.within)) found.add(place.id);
  }
  return found;
}

/** The devices in a place and in all that lies within it. */
export function devicesIn(id: string, places: readonly Place[], devices: readonly Device[]): Device[] {
  const within = placesWithin(id, places);
  return devices.filter(({ place }) => place !== null && within.has(place));
}

/** The places that a place lies in, from the outside in. */
export function pathOf(place: Place, places: ReadonlyMap<string, Place>): Place[] {
  const path: Place[] = [];
  for (let at = place.within; at !== null; ) {
    const parent = places.get(at);
    if (parent === undefined || path.includes(parent)) return path;
    path.unshift(parent);
    at = parent.within;
  }
  return path;
}
