// Places in the order of a tree: each below the one it is part of. Pure.
import type { Place } from "../../../api/types.ts";

export interface Placed {
  readonly place: Place;
  readonly depth: number;
}

/** Every place once, siblings by name; one whose whole is not among them stands at the top. */
export function placedInTree(places: readonly Place[], language: string): Placed[] {
  const ids = new Set(places.map(({ id }) => id));
  const children = new Map<string | null, Place[]>();
  for (const place of [...places].sort((one, two) => one.name.localeCompare(two.name, language))) {
    const above = place.within !== null && ids.has(place.within) ? place.within : null;
    children.set(above, [...(children.get(above) ?? []), place]);
  }
  const below = (id: string | null, depth: number): Placed[] =>
    (children.get(id) ?? []).flatMap((place) => [{ place, depth }, ...below(place.id, depth + 1)]);
  return below(null, 0);
}

/** The place and everything in it, which it therefore cannot be part of. */
export function insideOf(id: string, places: readonly Place[]): ReadonlySet<string> {
  const inside = new Set([id]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const place of places)
      if (place.within !== null && inside.has(place.within) && !inside.has(place.id)) {
        inside.add(place.id);
        grown = true;
      }
  }
  return inside;
}
