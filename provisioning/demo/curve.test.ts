import { expect, test } from "vitest";
import { roomAt } from "./curve.ts";

const DAY = Date.parse("2026-11-23T00:00:00+08:00");
const samples = Array.from({ length: 24 * 360 }, (_, i) => roomAt(DAY + i * 10_000));
const meanOf = (hour: number, pick: (room: (typeof samples)[number]) => number) => {
  const hourly = samples.slice(hour * 360, (hour + 1) * 360).map(pick);
  return hourly.reduce((sum, value) => sum + value, 0) / hourly.length;
};

test.each([
  ["temperature", 20, 27],
  ["humidity", 35, 60],
  ["co2", 400, 800],
] as const)("%s stays within what a cooled machine room shows: %d to %d", (point, from, to) => {
  const values = samples.map((room) => room[point]);
  expect(Math.min(...values)).toBeGreaterThan(from);
  expect(Math.max(...values)).toBeLessThan(to);
});

test("it is warmer in the afternoon than before dawn, and the air is staler while school is on", () => {
  expect(meanOf(15, (room) => room.temperature)).toBeGreaterThan(meanOf(4, (room) => room.temperature) + 1);
  expect(meanOf(11, (room) => room.co2)).toBeGreaterThan(meanOf(2, (room) => room.co2) + 100);
});

test("the door opens some dozens of times a day, and never for longer than a minute", () => {
  const openings = samples.filter((room, i) => room.door && samples[i - 1]?.door === false).length;
  expect(openings).toBeGreaterThan(20);
  expect(openings).toBeLessThan(90);
  const stretches = samples
    .map((room) => (room.door ? "o" : "-"))
    .join("")
    .split("-");
  expect(Math.max(...stretches.map((stretch) => stretch.length))).toBeLessThanOrEqual(7);
});
