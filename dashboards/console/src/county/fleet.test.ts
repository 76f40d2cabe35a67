// What an address filters, how a campus stands, and which version is usual.
import { expect, test } from "vitest";
import type { CampusView } from "#gateway/contract/county.ts";
import { daysLeft, sinceOf, standingOf, usualVersion, wants, wishOf } from "./fleet.ts";

const CAMPUS: CampusView = {
  id: "songling-central",
  name: "松岭乡中心小学",
  town: "songling",
  townName: "松岭乡",
  tags: ["central", "lite"],
  link: { state: "up", since: null, lastSeen: null, planned: false },
  score: 100,
  penalties: [],
  openAlarms: { critical: 0, high: 0, medium: 0, low: 0 },
  worstSeverity: null,
  worstSince: null,
  devices: { known: 0, online: 0 },
  worst: [],
  backlog: { frames: 0, newest: null },
  lostFrames: 0,
  quarantined: 0,
  violations: 0,
  version: "0.4.0",
  clockOffsetMs: 0,
  certificateUntil: null,
  availability: { day: 1, week: 1, month: 1 },
};
const isWanted = (query: string) => wants(wishOf(new URLSearchParams(query)), CAMPUS);

test.each([
  "",
  "town=songling",
  "town=zhuxi&town=songling",
  "tag=lite&tag=central",
  "q=松岭",
  "q=CENTRAL",
  "q=松岭 中心",
])("%s shows a campus that fits it", (query) => expect(isWanted(query)).toBe(true));
test.each(["town=zhuxi", "tag=lite&tag=full", "q=竹溪", "q=松岭 初级", "town=songling&tag=full"])(
  "%s hides a campus that does not fit it",
  (query) => expect(isWanted(query)).toBe(false),
);

test("unknown is never fine, and a planned power-off is no fault", () => {
  const link = (state: CampusView["link"]["state"], planned = false) => ({
    state,
    planned,
    since: null,
    lastSeen: null,
  });
  expect(standingOf({ ...CAMPUS, link: link("unknown"), score: null })).toBe("unknown");
  expect(standingOf({ ...CAMPUS, link: link("unknown", true), score: null })).toBe("planned");
  expect(standingOf({ ...CAMPUS, link: link("down"), score: null })).toBe("lost");
  expect(standingOf({ ...CAMPUS, link: link("down", true), score: null })).toBe("planned");
  expect(standingOf({ ...CAMPUS, link: link("down"), worstSeverity: "critical" })).toBe("critical");
  expect(standingOf({ ...CAMPUS, worstSeverity: "medium" })).toBe("medium");
  expect(standingOf({ ...CAMPUS, score: 85 })).toBe("low");
  expect(standingOf(CAMPUS)).toBe("fine");
});

test("how long a campus has stood so is told by its connection when that is gone, by its worst alarm otherwise", () => {
  const link = { state: "up", since: "2026-11-22T01:00:00.000Z", lastSeen: null, planned: false } as const;
  const ill = { ...CAMPUS, link, worstSeverity: "high", worstSince: "2026-11-20T01:00:00.000Z" } as const;
  expect(sinceOf(ill)).toBe(ill.worstSince);
  expect(sinceOf({ ...ill, link: { ...link, state: "down" } })).toBe(link.since);
  expect(sinceOf({ ...CAMPUS, link })).toBeNull();
});

test("the usual version is the one that most campuses run", () => {
  expect(usualVersion([{ version: "1" }, { version: "2" }, { version: "2" }, { version: null }])).toBe("2");
  expect(usualVersion([{ version: null }])).toBeNull();
});

test("days of a certificate are whole days, and fewer than none when it has ended", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(daysLeft("2026-12-01T11:00:00Z", now)).toBe(8);
  expect(daysLeft("2026-11-22T11:00:00Z", now)).toBe(-1);
  expect(daysLeft(null, now)).toBeNull();
});
