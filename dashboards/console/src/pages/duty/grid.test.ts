import { expect, test } from "vitest";
import type { DayView, PostNow, Shift, TurnView } from "#gateway/contract/duty.ts";
import { columnGroups, isNight, rowsOf, tableOf } from "./grid.ts";

const post = (id: string, covered: PostNow["covered"] = "always"): PostNow => ({
  id,
  name: `${id} name`,
  place: null,
  covered,
  signOnWithin: null,
  turns: [],
  next: null,
  rostered: [],
  signedOn: null,
  onDuty: [],
  missed: false,
  gap: false,
  console: { present: false, sound: null, consoles: 0 },
  spotCheck: null,
});
const shift = (id: string, from: string, to: string, of = "guard"): Shift => ({
  id,
  name: `${id} name`,
  post: of,
  days: "every-day",
  from,
  to,
  rotation: { per: "day", start: "2026-11-01", groups: [["p-1"]] },
});
const day = (text: string): DayView => ({ day: text, kind: "workday", name: null, own: false });
const turn = (of: string, on: string): TurnView => ({
  shift: of,
  name: of,
  post: "guard",
  day: on,
  from: `${on}T00:00:00.000Z`,
  to: `${on}T01:00:00.000Z`,
  persons: ["p-1"],
  swapped: false,
});

test("posts keep the order of the configuration and shifts that of the day; who must be there and has no shift is not forgotten", () => {
  const shifts = [
    shift("night", "23:00", "07:00"),
    shift("early", "07:00", "15:00"),
    shift("lost", "08:00", "09:00", "old"),
  ];
  const groups = columnGroups([post("it"), post("guard"), post("leader", "sometimes")], shifts);
  expect(groups.map(({ post: { id }, columns }) => [id, columns.map((column) => column.shift?.id ?? null)])).toEqual([
    ["it", [null]],
    ["guard", ["early", "night"]],
    ["old", ["lost"]],
  ]);
});

test("a turn stands on the day it begins on, hours without anybody on each day they touch", () => {
  const groups = columnGroups([post("guard")], [shift("early", "07:00", "15:00"), shift("night", "23:00", "07:00")]);
  const gaps = [{ post: "guard", from: "2026-11-25T15:00:00.000Z", to: "2026-11-26T02:00:00.000Z" }];
  const turns = [turn("night", "2026-11-25"), turn("night", "2026-11-24")];
  const rows = rowsOf(groups, [day("2026-11-25"), day("2026-11-26")], turns, gaps);
  expect(rows.map((row) => [...row.turns.keys()])).toEqual([["night"], []]);
  expect(rows.map((row) => row.gaps.get("early"))).toEqual([
    [{ from: "23:00", to: "24:00" }],
    [{ from: "00:00", to: "10:00" }],
  ]);
});

test("hours without anybody stand at the turn that nobody takes", () => {
  const groups = columnGroups([post("guard")], [shift("early", "07:00", "15:00"), shift("late", "15:00", "23:00")]);
  const [from, to] = ["2026-11-25T07:00:00.000Z", "2026-11-25T15:00:00.000Z"];
  const empty = { ...turn("late", "2026-11-25"), from, to, persons: [] };
  const [row] = rowsOf(
    groups,
    [day("2026-11-25")],
    [turn("early", "2026-11-25"), empty],
    [{ post: "guard", from, to }],
  );
  expect([...(row?.gaps ?? [])]).toEqual([["late", [{ from: "15:00", to: "23:00" }]]]);
});

test("a night goes over midnight; a whole day is none", () => {
  expect([
    isNight({ from: "23:00", to: "07:00" }),
    isNight({ from: "08:00", to: "08:00" }),
    isNight({ from: "07:00", to: "15:00" }),
  ]).toEqual([true, false, false]);
});

test("the file has one line for each turn, and none where nobody was meant to be", () => {
  const groups = columnGroups([post("guard"), post("it")], [shift("early", "07:00", "15:00")]);
  const rows = rowsOf(groups, [day("2026-11-25"), day("2026-11-26")], [turn("early", "2026-11-26")], []);
  const words = { head: ["day"], dayWords: () => "workday", persons: ({ persons }: TurnView) => persons.join() };
  expect(tableOf(groups, rows, words)).toEqual([
    ["day"],
    ["2026-11-26", "workday", "guard name", "early name", "07:00", "15:00", "p-1"],
  ]);
});
