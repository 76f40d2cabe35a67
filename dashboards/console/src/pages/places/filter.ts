// Which places the address asks for. Pure.
import type { Place } from "../../api/types.ts";
import type { PlaceNode } from "../../campus/places-tree.ts";
import { placeClassSearch } from "../../words/places.ts";

export interface PlaceFilter {
  readonly text: string;
  readonly onlyKey: boolean;
  readonly onlyWrong: boolean;
}

export function filterOf(search: URLSearchParams): PlaceFilter {
  return { text: search.get("q") ?? "", onlyKey: search.get("key") === "1", onlyWrong: search.get("wrong") === "1" };
}

/** One row of the list: a place and how deep it lies. */
export interface PlaceRow {
  readonly place: Place;
  readonly depth: number;
}

/** The rows that fit, in order; a place stays in sight when something within it fits. */
export function rowsOf(
  nodes: readonly PlaceNode[],
  { text, onlyKey, onlyWrong }: PlaceFilter,
  isWrong: (place: Place) => boolean,
  depth = 0,
): PlaceRow[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const fits = (place: Place) => {
    const about = `${place.name} ${place.id} ${placeClassSearch(place.class)}`.toLowerCase();
    return words.every((word) => about.includes(word)) && (!onlyKey || place.key) && (!onlyWrong || isWrong(place));
  };
  return nodes.flatMap(({ place, within }) => {
    const below = rowsOf(within, { text, onlyKey, onlyWrong }, isWrong, depth + 1);
    return fits(place) || below.length > 0 ? [{ place, depth }, ...below] : [];
  });
}
