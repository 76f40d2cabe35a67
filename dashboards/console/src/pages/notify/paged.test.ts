import { expect, test } from "vitest";
import { paged } from "./paged.ts";

test("rows of pages of any length stand where they would in one list", () => {
  const pages = [[0, 1, 2], [], [3], [4, 5, 6, 7], []];
  const rows = paged(pages);
  expect(rows.count).toBe(8);
  expect(Array.from({ length: 10 }, (_, i) => rows.at(i))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, undefined, undefined]);
  expect(paged([]).at(0)).toBeUndefined();
});
