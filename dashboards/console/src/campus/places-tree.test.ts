import { expect, test } from "vitest";
import type { Place } from "../api/types.ts";
import { pathOf, placesWithin, placeTree } from "./places-tree.ts";

const place = (id: string, within: string | null = null, key = false): Place => ({
  id,
  name: id,
  class: "other",
  key,
  within,
});

test("places hang below the place they lie in, key places first", () => {
  const tree = placeTree([place("a"), place("b", null, true), place("b1", "b"), place("lost", "nowhere")], "en");
  expect(tree.map((node) => [node.place.id, node.within.map((child) => child.place.id)])).toEqual([
    ["b", ["b1"]],
    ["a", []],
    ["lost", []],
  ]);
});

test("what lies within a place includes what lies within that", () => {
  const places = [place("house"), place("floor", "house"), place("room", "floor"), place("yard")];
  expect([...placesWithin("house", places)]).toEqual(["house", "floor", "room"]);
  expect(pathOf(place("room", "floor"), new Map(places.map((each) => [each.id, each]))).map(({ id }) => id)).toEqual([
    "house",
    "floor",
  ]);
});
