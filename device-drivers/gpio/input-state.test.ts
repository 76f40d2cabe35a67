// The state of an input, edge by edge, without a line.
import { expect, test } from "vitest";
import { firstState, type InputState, resetLatch, settledAt, told, withEdge, withMissed } from "./input-state.ts";

/** The input after these edges, `+` up and `-` down, at these times. */
function after(edges: string, debounceMs = 0, from: InputState = firstState(false, 0)): InputState {
  return edges
    .split(" ")
    .reduce((state, edge) => withEdge(state, edge.startsWith("+"), Number(edge.slice(1)), debounceMs), from);
}

/** What polls at these times tell: `true@10`. */
function polls(state: InputState, debounceMs: number, ...times: readonly number[]): string[] {
  let now = state;
  return times.map((at) => {
    const [{ active, atMs }, next] = told(settledAt(now, at, debounceMs), at);
    now = next;
    return `${active}@${atMs}`;
  });
}

test.each([
  ["nothing happened", "-0", 0, [5, 9], ["false@5", "false@9"], 0],
  ["it became active", "+10", 0, [50, 60], ["true@10", "true@60"], 1],
  ["a short pulse", "+10 -12", 0, [50, 60, 70], ["true@10", "false@12", "false@70"], 1],
  ["three short pulses", "+10 -12 +14 -16 +18 -20", 0, [50, 60, 70], ["true@18", "false@20", "false@70"], 3],
  ["a pulse shorter than the debounce time", "+10 -12", 20, [50, 60], ["false@50", "false@60"], 0],
  ["a pulse whose end has the earlier time", "+10 -9", 0, [50, 60, 70], ["true@10", "false@10", "false@70"], 1],
  ["bouncing on and off", "+10 -11 +12 -100 +101 -102", 20, [150, 160], ["true@12", "false@102"], 1],
  ["a poll while it bounces", "+10 -11 +12", 20, [20, 40], ["false@12", "true@12"], 1],
] as const)("told of %s", (_, edges, debounceMs, times, expected, pulses) => {
  const state = after(edges, debounceMs);
  expect(polls(state, debounceMs, ...times)).toEqual(expected);
  expect(settledAt(state, times[1], debounceMs).pulses).toBe(pulses);
});

test("times that polls tell never go back, whatever the edges, even where those come with times from before", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (const debounceMs of [0, 3, 20]) {
    let state = firstState(false, 0);
    let last = 0;
    let at = 0;
    let rises = 0;
    for (let i = 0; i < 5000; i++) {
      at += random(10);
      if (random(2) === 0) state = withEdge(state, random(2) === 0, at - random(30), debounceMs);
      else {
        const [telling, next] = told(settledAt(state, at, debounceMs), at);
        expect(telling.atMs).toBeGreaterThanOrEqual(last);
        expect(telling.atMs).toBeLessThanOrEqual(at);
        expect(telling.pulses).toBeGreaterThanOrEqual(rises);
        ({ atMs: last, pulses: rises } = telling);
        state = next;
      }
    }
  }
});

test("the latch holds from the first activity on, also over its end, and lets go only when it is reset and nothing is active", () => {
  const pulsed = settledAt(after("+10 -12"), 20, 0);
  expect(pulsed.latched).toBe(true);
  expect(resetLatch(pulsed).latched).toBe(false);
  const active = settledAt(after("+10"), 20, 0);
  expect(resetLatch(active).latched).toBe(true);
  expect(firstState(true, 0).latched).toBe(true);
});

test("that edges were missed is told once", () => {
  const [first, next] = told(withMissed(firstState(false, 0)), 5);
  const [second] = told(next, 6);
  expect([first.missed, second.missed]).toEqual([true, false]);
});
