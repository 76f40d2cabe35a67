// What was found about an alarm: corrections are versions, and neither the first nor the newest is ever lost.
import { expect, test } from "vitest";
import { type KeptHandling, revise } from "./handling.ts";

const WHOSE = { alarm: "hot.d1.temperature", occurrence: 1, device: "d1" };

function corrected(times: number): KeptHandling {
  let kept: KeptHandling | null = null;
  for (let i = 0; i < times; i++)
    kept = revise(kept, WHOSE, { verdict: "real", comment: `${i}`, ticket: null, by: "wang", atMs: i });
  if (kept === null) throw new TypeError("nothing was found");
  return kept;
}

test("of more than fifty corrections the second makes room: the very first and the newest stay, oldest first", () => {
  expect(corrected(50).versions).toHaveLength(50);
  const comments = corrected(52).versions.map(({ comment }) => Number(comment));
  expect(comments).toEqual([0, ...Array.from({ length: 49 }, (_, i) => i + 3)]);
});

test("what says nothing new is no correction, whoever says it", () => {
  const kept = corrected(2);
  expect(revise(kept, WHOSE, { verdict: "real", comment: "1", ticket: null, by: "li", atMs: 9 })).toBe(kept);
});
