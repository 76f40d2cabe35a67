import { expect, test } from "vitest";
import { leftText } from "./left.ts";

test("what is left is never more than there is, and never less than nothing", () => {
  expect([300_000, 299_999, 61_000, 1000, 999, 0, -5000].map(leftText)).toEqual([
    "5:00",
    "4:59",
    "1:01",
    "0:01",
    "0:00",
    "0:00",
    "0:00",
  ]);
});
