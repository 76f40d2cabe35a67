// Roll-ups as the contract (§8) says.
import { expect, test } from "vitest";
import { type Bucket, rollupLine } from "./rollup-lines.ts";

const BUCKET: Bucket = {
  step: "1min",
  device: "mr1-th",
  point: "temperature",
  unit: "Cel",
  atMs: Date.UTC(2026, 10, 22, 5),
  count: 12,
  min: 23.1,
  max: 23.6,
  sum: 280.8,
  last: 23.5,
};
const TAGS = "campus=no3-middle,device=mr1-th,point=temperature,unit=Cel";

test("each step has a measurement of its own, with the tags of readings and the bucket's own time", () => {
  const figures = "count=12i,min=23.1,max=23.6,sum=280.8,last=23.5 1795323600000000000";
  expect((["1min", "15min", "1d"] as const).map((step) => rollupLine("no3-middle", { ...BUCKET, step }))).toEqual([
    `reading_1m,${TAGS} ${figures}`,
    `reading_15m,${TAGS} ${figures}`,
    `reading_1d,${TAGS} ${figures}`,
  ]);
});

test("a bucket that is corrected is the same point with other figures", () => {
  const keyOf = (line: string) => [line.split(" ")[0], line.split(" ")[2]];
  const corrected = rollupLine("no3-middle", { ...BUCKET, count: 13, max: 30 });
  expect(keyOf(corrected)).toEqual(keyOf(rollupLine("no3-middle", BUCKET)));
});

test("a bucket of nothing but bad values says how many good ones there were", () => {
  const empty = { ...BUCKET, count: 0, min: null, max: null, sum: 0, last: null };
  expect(rollupLine("no3-middle", empty)).toBe(`reading_1m,${TAGS} count=0i 1795323600000000000`);
});
