import { expect, test } from "vitest";
import { yearFileOf } from "./year-file.ts";

test("a year's file says what is in it before it is sent as it is, also with the mark that Windows writes", () => {
  const file = { year: 2027, source: "通知", holidays: [{}, {}], swappedWorkdays: ["2027-02-14"] };
  expect(yearFileOf(`\uFEFF${JSON.stringify(file)}`)).toEqual({
    body: file,
    year: "2027",
    source: "通知",
    days: 2,
    swapped: 1,
  });
});

test("what is no such file is said to be none, or sent for the gateway to refuse", () => {
  expect([yearFileOf("<html>"), yearFileOf("[]"), yearFileOf("null")]).toEqual([null, null, null]);
  expect(yearFileOf("{}")).toMatchObject({ year: "?", days: 0 });
});
