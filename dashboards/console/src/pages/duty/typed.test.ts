import { expect, test } from "vitest";
import { typedDay, typedTime } from "./typed.ts";

test("a time is taken as people type it, also with the signs of a Chinese keyboard", () => {
  expect(["7:00", "0700", "7：05", " 23.30 ", "07:00"].map(typedTime)).toEqual([
    "07:00",
    "07:00",
    "07:05",
    "23:30",
    "07:00",
  ]);
  const fullWidth = ["７：００", "０７：００", "7点", "７点３０分", "19时05"];
  expect(fullWidth.map(typedTime)).toEqual(["07:00", "07:00", "07:00", "07:30", "19:05"]);
  expect(["", "7", "half past", "7:5"].map(typedTime)).toEqual(["", "7", "half past", "7:5"]);
});

test("a day is taken as people type it", () => {
  const wanted = "2026-11-01";
  expect(["2026/11/1", "2026.11.01", "20261101", "２０２６年１１月１日"].map(typedDay)).toEqual([
    wanted,
    wanted,
    wanted,
    wanted,
  ]);
  expect(["tomorrow", ""].map(typedDay)).toEqual(["tomorrow", ""]);
});
