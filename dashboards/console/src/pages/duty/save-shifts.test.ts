import { expect, test } from "vitest";
import type { Shift } from "#gateway/contract/duty.ts";
import { newShiftId, withShift } from "./save-shifts.ts";

const shift = (id: string, name = id): Shift => ({
  id,
  name,
  post: "guard",
  days: "every-day",
  from: "07:00",
  to: "15:00",
  rotation: { per: "day", start: "2026-11-01", groups: [] },
});

test("a changed shift keeps its place, a new one comes last", () => {
  const shifts = [shift("a"), shift("b")];
  expect(withShift(shifts, shift("a", "other")).map(({ name }) => name)).toEqual(["other", "b"]);
  expect(withShift(shifts, shift("c")).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

test("a new shift has an id of its own that is not too long", () => {
  expect(newShiftId("guard", [shift("guard-1"), shift("guard-3")])).toBe("guard-2");
  expect(newShiftId("p".repeat(32), []).length).toBeLessThanOrEqual(32);
});
