// Which proposal for a rule stands first.
import { expect, test } from "vitest";
import type { TuningProposal } from "../contract/alarm-figures.ts";
import { bestFirst } from "./tuning.ts";

test("what keeps every real alarm stands before what hides one, however quiet that is; then the quieter one", () => {
  const of = (to: string, raised: number, realKept: number): TuningProposal => ({ field: "onDelay", from: "0s", to, raised, realKept }); // biome-ignore format: one row
  const proposals = [of("30m", 1, 1), of("1m", 9, 3), of("10m", 2, 2), of("5m", 4, 3)];
  expect(bestFirst(proposals, 3).map(({ to }) => to)).toEqual(["5m", "1m", "30m", "10m"]);
});
