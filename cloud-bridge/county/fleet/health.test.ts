// A score says no more than is known, and what it says can be added up.
import { expect, test } from "vitest";
import type { CampusFacts } from "./facts.ts";
import { healthOf } from "./health.ts";
import type { LinkFacts } from "./links.ts";

const NOW = Date.UTC(2026, 10, 23, 2);
const DAY_MS = 86_400_000;
const UP: LinkFacts = { state: "up", sinceMs: NOW, seenMs: NOW, certificateUntilMs: null, seenGoing: true };
const WELL: CampusFacts = {
  seenMs: NOW, version: "1", clockOffsetMs: 0, dataMs: NOW, openAlarms: { critical: 0, high: 0, medium: 0, low: 0 }, worstSinceMs: null,
  devices: { known: 10, online: 10 }, backlogFrames: 0, lostFrames: 0, quarantined: 0, violations: 0, worst: [], links: [], planned: [],
}; // biome-ignore format: fields of a campus

test("a campus that is well has 100 and nothing to explain", () => {
  expect(healthOf(WELL, UP, NOW)).toEqual({ score: 100, penalties: [] });
});

test("without connection, before the first data and before it was ever heard, the score is unknown", () => {
  expect(healthOf(WELL, { ...UP, state: "down" }, NOW).score).toBeNull();
  expect(healthOf({ ...WELL, dataMs: null }, UP, NOW).score).toBeNull();
  expect(healthOf(WELL, { ...UP, state: "unknown" }, NOW).score).toBeNull();
});

test("the score is 100 less its penalties, never below 0", () => {
  const ill: CampusFacts = { ...WELL, openAlarms: { critical: 1, high: 2, medium: 0, low: 0 }, devices: { known: 10, online: 5 }, clockOffsetMs: -120_000 }; // biome-ignore format: one line
  const { score, penalties } = healthOf(ill, { ...UP, certificateUntilMs: NOW + 5 * DAY_MS }, NOW);
  expect(penalties).toEqual([
    { code: "critical-alarms", points: 40, count: 1 },
    { code: "high-alarms", points: 25, count: 2 },
    { code: "devices-offline", points: 15, count: 5 },
    { code: "clock", points: 10, count: 120_000 },
    { code: "certificate", points: 10, count: 5 },
  ]);
  expect(score).toBe(0);
  expect(healthOf({ ...ill, quarantined: 1, violations: 3 }, UP, NOW).score).toBe(2);
});
