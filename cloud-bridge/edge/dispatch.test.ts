// What goes next: alarms before everything, the others in turn, never more under way than the line bears; and how much by time of day.
import { expect, test } from "vitest";
import type { Lane } from "../wire/topics.ts";
import { createBudget, minuteOfDayIn } from "./budget.ts";
import { Dispatch } from "./dispatch.ts";
import { without } from "./outbox.ts";
import { PATIENCE, retryAfter } from "./patience.ts";

const ANY = Number.POSITIVE_INFINITY;

/** An outbox with so many frames per lane, of one size. */
function outboxOf(counts: Partial<Record<Lane, number>>, size = 1000) {
  return { next: (lane: Lane, from: number) => (from <= (counts[lane] ?? 0) ? { frame: from, size } : null) };
}

function sendAll(dispatch: Dispatch, allowance = ANY): string[] {
  const sent: string[] = [];
  for (let frame = dispatch.next(allowance); frame !== null; frame = dispatch.next(allowance)) {
    dispatch.sent(frame, 0);
    sent.push(`${frame.lane} ${frame.frame}`);
  }
  return sent;
}

test("before the first answer two frames per lane go, alarms first, the others in turn", () => {
  const dispatch = new Dispatch(outboxOf({ alarm: 5, event: 5, state: 5, summary: 5 }));
  expect(sendAll(dispatch)).toEqual([
    "alarm 1",
    "alarm 2",
    "event 1",
    "state 1",
    "summary 1",
    "event 2",
    "state 2",
    "summary 2",
  ]);
});

test("a full line takes no more of the others, and still every alarm", () => {
  const dispatch = new Dispatch(outboxOf({ event: 1000, summary: 1000 }, 64 * 1024));
  dispatch.settle("alarm", 0, [], []);
  expect(sendAll(dispatch)).toHaveLength(4);
  const later = new Dispatch(outboxOf({ alarm: 3, event: 1000 }, 64 * 1024));
  later.settle("alarm", 0, [], []);
  expect(sendAll(later).slice(0, 3)).toEqual(["alarm 1", "alarm 2", "alarm 3"]);
});

test("without allowance only alarms go", () => {
  expect(sendAll(new Dispatch(outboxOf({ alarm: 2, event: 2 })), 0)).toEqual(["alarm 1", "alarm 2"]);
});

test("an answer makes room; what is missing goes again unless it was just sent", () => {
  const freed = new Set<number>();
  const next = (_lane: Lane, from: number) => {
    const frame = [1, 2, 3, 4, 5, 6].find((one) => one >= from && !freed.has(one));
    return frame === undefined ? null : { frame, size: 1000 };
  };
  const dispatch = new Dispatch({ next: (lane, from) => (lane === "event" ? next(lane, from) : null) });
  dispatch.settle("event", 0, [], []);
  sendAll(dispatch);
  for (const frame of [1, 4, 6]) freed.add(frame);
  dispatch.settle("event", 4, [[2, 3]], [6]);
  dispatch.again("event", [2, 3], -1);
  expect(sendAll(dispatch)).toEqual([]);
  dispatch.again("event", [2, 3], 0);
  expect(sendAll(dispatch)).toEqual(["event 2", "event 3"]);
  expect(
    dispatch
      .overdue(0)
      .map(({ frame }) => frame)
      .sort(),
  ).toEqual([2, 3, 5]);
});

test("ranges without holes", () => {
  expect(
    without(1, 10, [
      [3, 4],
      [9, 12],
    ]),
  ).toEqual([
    [1, 2],
    [5, 8],
  ]);
  expect(without(1, 3, [[1, 3]])).toEqual([]);
  expect(without(4, 3, [])).toEqual([]);
});

test("a limit by time of day holds back what is not an alarm, and lets go when its time is over", () => {
  let minute = 9 * 60;
  const budget = createBudget([{ fromMinute: 8 * 60, toMinute: 18 * 60, bytesPerSecond: 1000 }], () => minute);
  expect(budget.allowance(0)).toBe(1000);
  budget.spend(5000, 0);
  expect(budget.allowance(1000)).toBe(-3000);
  expect(budget.allowance(10_000)).toBe(2000);
  minute = 19 * 60;
  expect(budget.allowance(11_000)).toBe(ANY);
});

test("a limit over midnight holds on both sides of it, in the campus's own time", () => {
  const night = { fromMinute: 22 * 60, toMinute: 6 * 60, bytesPerSecond: 10 };
  const at = (hour: number) => createBudget([night], () => hour * 60).allowance(0);
  expect([at(21), at(23), at(5), at(6)]).toEqual([ANY, 10, 10, ANY]);
  expect(minuteOfDayIn("Asia/Shanghai", () => Date.UTC(2026, 10, 22, 23, 30))()).toBe(7 * 60 + 30);
});

test("waits grow to 25 s, are never in step, and never longer than they may be", () => {
  expect([0, 1, 4, 5, 50].map((failures) => retryAfter(failures, PATIENCE, () => 1))).toEqual([
    1000, 2000, 16_000, 25_000, 25_000,
  ]);
  expect(retryAfter(9, PATIENCE, () => 0.25)).toBe(6250);
});
