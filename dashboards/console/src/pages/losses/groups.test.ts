import { expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { groupsOf } from "./groups.ts";

function loss(seq: number, type: string, body: Record<string, unknown>, device: string | null = null): Entry {
  const at = `2026-11-22T05:00:${String(seq).padStart(2, "0")}.000Z`;
  return {
    ...{ epoch: "q7", seq, kind: "loss", type, device, measuredAt: at, receivedAt: at, clock: "gateway" },
    ...{ late: false, deviceSeq: null, eid: null, cause: null, body },
  } as Entry;
}

test("losses of one device for one reason are one line, with their sum and when it began and ended", () => {
  const groups = groupsOf([
    loss(30, "loss.rejected", { reason: "bad-json", count: 1 }, "th"),
    loss(20, "loss.rejected", { reason: "bad-ts", count: 1 }, "th"),
    loss(10, "loss.rejected", { reason: "bad-json", count: 1 }, "th"),
  ]);
  expect(groups).toHaveLength(2);
  expect(groups[0]).toMatchObject({ reason: "bad-json", device: "th", count: 2 });
  expect(groups[0]?.first.slice(17, 19)).toBe("10");
  expect(groups[0]?.last.slice(17, 19)).toBe("30");
});

test("the rest of a minute counts for each of its reasons", () => {
  const body = { reason: "bad-json", count: 500, reasons: { "bad-json": 480, "bad-point": 20 } };
  const groups = groupsOf([loss(1, "loss.rejected", body, "th")]);
  expect(groups.map(({ reason, count }) => [reason, count])).toEqual([
    ["bad-json", 480],
    ["bad-point", 20],
  ]);
});

test("what was stored and then lost stands above what was refused", () => {
  const groups = groupsOf([
    loss(9, "loss.rejected", { reason: "bad-json", count: 900 }, "th"),
    loss(8, "loss.expired", { consumer: "influx", from: 40, to: 90, count: 3, reason: "age" }),
    loss(7, "loss.expired", { consumer: "influx", from: 5, to: 30, count: 4, reason: "age" }),
  ]);
  expect(groups[0]).toMatchObject({ type: "loss.expired", consumer: "influx", count: 7, range: { from: 5, to: 90 } });
});
