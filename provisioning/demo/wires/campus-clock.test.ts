import { expect, test } from "vitest";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { at, clockText, momentOf } from "../day/time.ts";
import { campusClock } from "./campus-clock.ts";

const timeOf = (ms: number) => clockText(momentOf(1, ms).ofDay);

test("a day that begins at seven and is sixty times faster has an hour a minute, from its start on", () => {
  const hand = handClock();
  const campus = campusClock(hand, 60, at("07:00"));
  hand.pass(5000);
  expect(timeOf(campus.now())).toBe("07:00:00");
  campus.start();
  hand.pass(60_000);
  campus.start();
  expect(timeOf(campus.now())).toBe("08:00:00");
  expect(campus.realMs(60_000)).toBe(1000);
});

test("without options it is the wall clock, in campus time, also when that is set", () => {
  const hand = handClock(Date.UTC(2026, 11, 1, 2, 20));
  const campus = campusClock(hand, 1, null);
  expect(timeOf(campus.now())).toBe("10:20:00");
  hand.setWall(Date.UTC(2026, 11, 1, 22, 30));
  expect(momentOf(1, campus.now())).toMatchObject({ day: 20_789, ofDay: at("06:30") });
});
