// What a page says of a campus that catches up: how far it is, at which pace, and how long that takes.
import { expect, test } from "vitest";
import { formatTime } from "#gateway/contract/time.ts";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { followBacklogs } from "./backlog.ts";
import { type CampusFacts, noFacts } from "./facts.ts";
import type { LinkFacts } from "./links.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 23, 2);
const FACTS: CampusFacts = { ...noFacts(), seenMs: START_MS, clockOffsetMs: 0, dataMs: START_MS };
const link = (state: LinkFacts["state"]): LinkFacts => ({
  state,
  sinceMs: START_MS,
  seenMs: START_MS,
  certificateUntilMs: null,
  seenGoing: true,
});

/** Ten seconds in which an hour of the past comes each second, beside the newest minutes. */
function catchingUp() {
  const clock = handClock(START_MS);
  const backlogs = followBacklogs(clock);
  for (let second = 0; second <= 10; second++) {
    backlogs.took("a", { rows: 1000, toMs: START_MS - (24 - second) * HOUR_MS });
    backlogs.took("a", { rows: 40, toMs: clock.now() });
    if (second < 10) clock.pass(1000);
  }
  return { clock, backlogs };
}

test("a campus that tells an hour of its day each second, ten of them so far, has caught up in fourteen seconds", () => {
  const { backlogs } = catchingUp();
  expect(backlogs.of("a", link("up"), FACTS)).toMatchObject({
    state: "catching-up",
    newest: formatTime(START_MS),
    past: {
      reached: formatTime(START_MS - 14 * HOUR_MS),
      until: formatTime(START_MS),
      pace: 3600,
      rowsPerSecond: 1000,
      secondsLeft: 14,
    },
  });
});

test("a campus without connection is away, whatever came before; one of which no past comes any more is current", () => {
  const { clock, backlogs } = catchingUp();
  expect(backlogs.of("a", link("down"), FACTS)).toMatchObject({ state: "away", past: null });
  clock.pass(10 * 60_000);
  backlogs.took("a", { rows: 40, toMs: clock.now() });
  expect(backlogs.of("a", link("up"), FACTS)).toMatchObject({ state: "current", past: null });
  expect(backlogs.of("a", link("up"), { ...FACTS, backlogFrames: 3 })).toMatchObject({ state: "sending", frames: 3 });
  expect(backlogs.of("b", link("unknown"), undefined)).toMatchObject({ state: "away", newest: null, frames: 0 });
});

test("the first frame of the past says how far it is, and claims no pace", () => {
  const backlogs = followBacklogs(handClock(START_MS));
  backlogs.took("a", { rows: 1000, toMs: START_MS - HOUR_MS });
  const { state, past } = backlogs.of("a", link("up"), FACTS);
  expect([state, past?.reached]).toEqual(["catching-up", formatTime(START_MS - HOUR_MS)]);
  expect([past?.pace, past?.rowsPerSecond, past?.secondsLeft]).toEqual([null, null, null]);
});

test("a clock that is ten minutes slow makes no backlog of what is new", () => {
  const clock = handClock(START_MS);
  const backlogs = followBacklogs(clock);
  backlogs.took("a", { rows: 40, toMs: START_MS - 10 * 60_000 });
  expect(backlogs.of("a", link("up"), { ...FACTS, clockOffsetMs: -10 * 60_000 }).state).toBe("current");
});
