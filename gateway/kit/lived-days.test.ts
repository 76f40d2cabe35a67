import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { dayNumber, forgettableBefore } from "./lived-days.ts";
import { oldestRow } from "./lived-rows.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 23, 4);
const KEEP_MS = 400 * DAY_MS;
/** So many days up to now. */
const lastDays = (count: number) => Array.from({ length: count }, (_, n) => dayNumber(NOW_MS) - n);

test("a clock that twenty of the last sixty days bear out forgets what is older than it is kept", () => {
  expect(forgettableBefore(NOW_MS, KEEP_MS, lastDays(20))).toBe(NOW_MS - KEEP_MS);
  const everyThird = lastDays(60).filter((_, n) => n % 3 === 0);
  expect(forgettableBefore(NOW_MS, KEEP_MS, everyThird)).toBe(NOW_MS - KEEP_MS);
});

test("a clock that is months or years ahead, was just begun with, or stands before all that was lived forgets nothing", () => {
  const lived = lastDays(120);
  for (const nowMs of [NOW_MS + 60 * DAY_MS, Date.UTC(2099, 0, 1), NOW_MS - 200 * DAY_MS, 0])
    expect(forgettableBefore(nowMs, KEEP_MS, lived)).toBe(Number.NEGATIVE_INFINITY);
  expect(forgettableBefore(NOW_MS, KEEP_MS, lastDays(19))).toBe(Number.NEGATIVE_INFINITY);
  expect(forgettableBefore(NOW_MS, KEEP_MS, Array(40).fill(dayNumber(NOW_MS)))).toBe(Number.NEGATIVE_INFINITY);
});

test("rows of a wrong year make no row of this year old, however many they are", () => {
  using db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE told (at_ms INTEGER NOT NULL) STRICT");
  const put = db.prepare("INSERT INTO told VALUES (?)");
  for (const day of lastDays(20)) put.run(day * DAY_MS);
  const wrongMs = Date.UTC(2099, 0, 1);
  for (let n = 0; n < 500; n++) put.run(wrongMs + n);
  expect(oldestRow(db, "told", "at_ms", wrongMs, KEEP_MS)).toBeNull();
  expect(oldestRow(db, "told", "at_ms", NOW_MS, KEEP_MS)).toBeNull();
  put.run(NOW_MS - KEEP_MS - 1);
  expect(oldestRow(db, "told", "at_ms", NOW_MS, KEEP_MS)).toBe(NOW_MS - KEEP_MS);
});
