import { expect, test } from "vitest";
import { drainingOf, type Sample, waitingBytes, withSample } from "./draining.ts";

const lane = (bytes: number) => ({ frames: 1, bytes, oldest: null });
const seen = (...waiting: readonly number[]): readonly Sample[] =>
  waiting.reduce<readonly Sample[]>((all, one, i) => withSample(all, { atMs: i * 10_000, waiting: one }), []);

test("how long a backlog takes is said by how fast it has fallen, and not before twenty seconds were seen", () => {
  expect(drainingOf(seen(90_000, 80_000))).toEqual({ kind: "unknown" });
  expect(drainingOf(seen(90_000, 80_000, 70_000))).toEqual({ kind: "falls", restMs: 70_000 });
});

test("a backlog that grows or stands still gets no estimate, and little is none", () => {
  expect(drainingOf(seen(50_000, 50_000, 50_000)).kind).toBe("grows");
  expect(drainingOf(seen(50_000, 60_000, 70_000)).kind).toBe("grows");
  expect(drainingOf(seen(50_000, 60_000, 2000)).kind).toBe("done");
  expect(drainingOf([]).kind).toBe("unknown");
});

test("what was seen more than three minutes ago, and the same answer twice, count no more", () => {
  const samples = seen(...Array.from({ length: 40 }, (_, i) => (i < 20 ? 900_000 - i * 40_000 : 100_000)));
  expect(samples[0]?.atMs).toBe(39 * 10_000 - 170_000);
  expect(drainingOf(samples).kind).toBe("grows");
  expect(withSample(samples, { atMs: 390_000, waiting: 1 })).toBe(samples);
});

test("frames of all lanes wait, and figures that are still to be packed", () => {
  const lanes = { alarm: lane(100), event: lane(200), state: lane(300), summary: lane(400) };
  expect(waitingBytes({ lanes, figuresBehind: 10 })).toBe(1060);
});
