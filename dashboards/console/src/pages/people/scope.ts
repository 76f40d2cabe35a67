// What an account may see, as a tree of places with their devices to choose from. Pure.
import type { Account, Device, Place } from "../../api/types.ts";

export type Scope = Account["scope"];

/** A type and not an interface: the tree takes any record. */
export type ScopeNode = {
  /** `place:ID` or `device:ID`; a heading has neither and cannot be chosen. */
  readonly value: string;
  readonly title: string;
  readonly words: string;
  readonly checkable: boolean;
  readonly children: ScopeNode[];
};

/** Places within places, devices in their places; devices without a place stand under `loose`. */
export function scopeTree(places: readonly Place[], devices: readonly Device[], loose: string): ScopeNode[] {
  const known = new Set(places.map(({ id }) => id));
  const leaf = ({ id, name }: Device): ScopeNode => node("device", id, name, []);
  const below = (within: string | null): ScopeNode[] =>
    places
      .filter((place) => (place.within !== null && known.has(place.within) ? place.within : null) === within)
      .map(({ id, name }) =>
        node("place", id, name, [...below(id), ...devices.filter(({ place }) => place === id).map(leaf)]),
      );
  const homeless = devices.filter(({ place }) => place === null || !known.has(place)).map(leaf);
  if (homeless.length === 0) return below(null);
  return [...below(null), { value: "loose", title: loose, words: "", checkable: false, children: homeless }];
}

function node(of: "place" | "device", id: string, title: string, children: ScopeNode[]): ScopeNode {
  return { value: `${of}:${id}`, title, words: id, checkable: true, children };
}

/** The chosen nodes of a scope. */
export function chosenOf(scope: Scope): readonly string[] {
  return scope === null
    ? []
    : [...scope.places.map((id) => `place:${id}`), ...scope.devices.map((id) => `device:${id}`)];
}

/** The scope of chosen nodes. */
export function scopeOf(chosen: readonly string[]): NonNullable<Scope> {
  const idsOf = (of: string) => chosen.filter((value) => value.startsWith(of)).map((value) => value.slice(of.length));
  return { places: idsOf("place:"), devices: idsOf("device:") };
}
