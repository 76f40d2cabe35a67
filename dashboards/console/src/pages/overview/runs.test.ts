import { expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { runsOf } from "./runs.ts";

const entry = (seq: number, type: string, device: string) => ({ seq, type, device }) as unknown as Entry;

test("a crowd at the gate is one line, and what happened before it stays in sight", () => {
  const crowd = Array.from({ length: 40 }, (_, i) => entry(100 - i, "access.granted", "gate"));
  const runs = runsOf([...crowd, entry(50, "door.forced", "gate"), entry(49, "access.granted", "gate")]);
  expect(runs.map(({ entry: { seq }, count }) => [seq, count])).toEqual([
    [100, 40],
    [50, 1],
    [49, 1],
  ]);
});

test("no more lines than fit", () => {
  expect(runsOf(Array.from({ length: 90 }, (_, i) => entry(90 - i, `event.e${i}`, "x")))).toHaveLength(20);
});
