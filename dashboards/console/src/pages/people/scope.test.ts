import { expect, test } from "vitest";
import type { Device, Place } from "../../api/types.ts";
import { chosenOf, scopeOf, scopeTree } from "./scope.ts";

const place = (id: string, within: string | null): Place => ({
  id,
  name: `名${id}`,
  class: "other",
  key: false,
  within,
});
const device = (id: string, at: string | null) => ({ id, name: `设${id}`, place: at }) as Device;

test("places lie within places, devices in their place, and those without one under a heading that cannot be chosen", () => {
  const tree = scopeTree(
    [place("room", "house"), place("house", null)],
    [device("air", "room"), device("x", null)],
    "其他",
  );
  expect(tree.map(({ value }) => value)).toEqual(["place:house", "loose"]);
  expect(tree[0]?.children[0]?.value).toBe("place:room");
  expect(tree[0]?.children[0]?.children[0]?.value).toBe("device:air");
  expect(tree[1]?.checkable).toBe(false);
});

test("a scope survives the way through the tree", () => {
  const scope = { places: ["house"], devices: ["x", "air"] };
  expect(scopeOf(chosenOf(scope))).toEqual(scope);
  expect(scopeOf(chosenOf(null))).toEqual({ places: [], devices: [] });
});
