import { expect, test } from "vitest";
import { changesBetween, mergedOver, same } from "./merge.ts";

const BASE = { name: "A", every: "5s", connection: { tcp: "10.0.0.1:502", unit: 1 }, points: { t: { deadband: 1 } } };

test("changes of two people to different fields are both kept, deep inside as well", () => {
  const mine = { ...BASE, name: "B", points: { t: { deadband: 2 } } };
  const theirs = { ...BASE, connection: { tcp: "10.0.0.9:502", unit: 1 }, points: { t: { deadband: 1 }, h: {} } };
  expect(mergedOver(BASE, mine, theirs)).toEqual({
    name: "B",
    every: "5s",
    connection: { tcp: "10.0.0.9:502", unit: 1 },
    points: { t: { deadband: 2 }, h: {} },
  });
});

test("what I took out stays out, what they took out stays out, and on the same field mine counts", () => {
  const { every: _every, ...mine } = { ...BASE, name: "mine" };
  const { points: _points, ...theirs } = { ...BASE, name: "theirs" };
  expect(mergedOver(BASE, mine, theirs)).toEqual({ name: "mine", connection: BASE.connection });
});

test("differences are named by field, and the order of keys is none", () => {
  expect(same({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 })).toBe(true);
  expect(changesBetween(BASE, { ...BASE, connection: { tcp: "x", unit: 1 }, enabled: false })).toEqual([
    { path: ["connection", "tcp"], before: "10.0.0.1:502", after: "x" },
    { path: ["enabled"], before: undefined, after: false },
  ]);
});
