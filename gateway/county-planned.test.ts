import { expect, it } from "vitest";
import type { QuietTime } from "./contract/quiet.ts";
import { spansOf } from "./county-planned.ts";

const NIGHT = { day: "2026-11-22", from: "2026-11-22 22:30", to: "2026-11-23 06:00" };
const NEXT = { day: "2026-11-23", from: "2026-11-23 22:30", to: "2026-11-24 06:00" };
const TIME: QuietTime = {
  id: "q-1", kind: "power-off", scopes: [{ campus: true }], comment: "供电局通知", by: "admin", cancelled: [], running: NIGHT, next: [NEXT], holds: 0,
  when: { is: "weekly", weekdays: [1, 2, 3, 4, 5, 6, 7], from: "22:30", to: "06:00", firstDay: "2026-11-01", lastDay: null },
}; // biome-ignore format: fields of one

it("the county is told of times of the whole campus alone, with nothing that people wrote; a holiday is none", () => {
  const room: QuietTime = { ...TIME, scopes: [{ place: "room-1" }] };
  const holiday: QuietTime = { ...TIME, kind: "vacation" };
  expect(spansOf([{ ...TIME, running: null }, room, holiday, { ...TIME, next: [] }])).toEqual([
    { from: NIGHT.from, to: NIGHT.to },
    { from: NEXT.from, to: NEXT.to },
  ]);
});
