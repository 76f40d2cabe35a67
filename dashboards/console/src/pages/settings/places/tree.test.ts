import { expect, test } from "vitest";
import { insideOf, placedInTree } from "./tree.ts";

const place = (id: string, within: string | null = null) => ({ id, name: id, class: "other", key: false, within });
const PLACES = [place("room", "floor"), place("yard"), place("floor", "house"), place("house"), place("lost", "gone")];

test("every place stands once, below what it is part of", () => {
  const lines = placedInTree(PLACES, "en").map(({ place: { id }, depth }) => `${depth} ${id}`);
  expect(lines).toEqual(["0 house", "1 floor", "2 room", "0 lost", "0 yard"]);
});

test("a place cannot be part of what is inside it", () => {
  expect([...insideOf("house", PLACES)].sort()).toEqual(["floor", "house", "room"]);
});
