import { expect, test } from "vitest";
import { bodyOf, emptyYear, yearFileOf } from "./year-file.ts";

test("a year's file fills the form and is sent as it was, also with the mark that Windows writes", () => {
  const holidays = [{ name: { "zh-CN": "元旦", en: "New Year" }, from: "2027-01-01", to: "2027-01-03" }];
  const file = { year: 2027, source: "通知", holidays, swappedWorkdays: ["2027-02-14"] };
  const fields = yearFileOf(`\uFEFF${JSON.stringify(file)}`);
  expect(fields).toEqual({ ...file, year: "2027" });
  expect(fields && bodyOf(fields)).toEqual(file);
});

test("what is no such file is said to be none, or fills in what can be read of it", () => {
  expect([yearFileOf("<html>"), yearFileOf("[]"), yearFileOf("null")]).toEqual([null, null, null]);
  expect(yearFileOf("{}")).toEqual({ year: "", source: "", holidays: [], swappedWorkdays: [] });
  expect(yearFileOf('{"holidays":[7,{"name":"元旦","from":null}]}')?.holidays).toEqual([
    { name: { "zh-CN": "" }, from: "", to: "" },
    { name: { "zh-CN": "元旦" }, from: "", to: "" },
  ]);
});

test("days are taken as the notice writes them, without their year", () => {
  const typed = { ...emptyYear(2027), year: " ２０２７ ", swappedWorkdays: ["2月14日", "2027/10/9", "5-8", "soon"] };
  expect(bodyOf(typed)).toMatchObject({
    year: 2027,
    swappedWorkdays: ["2027-02-14", "2027-10-09", "2027-05-08", "soon"],
  });
});

test("a new year has the names of its holidays and none of their days", () => {
  const { holidays, swappedWorkdays } = emptyYear(2027);
  expect(holidays.map(({ name, from, to }) => `${name["zh-CN"]}${from}${to}`)).toContain("春节");
  expect(swappedWorkdays).toEqual([]);
});
