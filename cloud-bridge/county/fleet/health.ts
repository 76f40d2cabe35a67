// How well a campus is, as a number that can be explained: 100 less what is wrong, each with its points. Pure. Unknown is unknown, never green.
import type { Penalty } from "#gateway/contract/county.ts";
import type { CampusFacts } from "./facts.ts";
import type { LinkFacts } from "./links.ts";

export interface Health {
  /** 0–100; null while nothing is known of now. */
  readonly score: number | null;
  readonly penalties: readonly Penalty[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** First one, each further one, and the most, by severity. */
const ALARMS = { critical: [40, 10, 60], high: [20, 5, 40], medium: [6, 2, 20], low: [2, 1, 8] } as const;
const DEVICES_OFFLINE_MOST = 30;
const CLOCK_OFF_MS = MINUTE_MS;
const BACKLOG_FRAMES = 20;
const CERTIFICATE_DAYS = 30;

/** The score and what it is made of. */
export function healthOf(facts: CampusFacts, link: LinkFacts, nowMs: number): Health {
  const penalties: Penalty[] = [];
  const add = (code: Penalty["code"], points: number, count: number) => {
    if (points > 0) penalties.push({ code, points: Math.round(points), count });
  };
  for (const severity of ["critical", "high", "medium", "low"] as const) {
    const [one, more, most] = ALARMS[severity];
    const open = facts.openAlarms[severity];
    add(`${severity}-alarms`, open === 0 ? 0 : Math.min(most, one + (open - 1) * more), open);
  }
  const { known, online } = facts.devices;
  add("devices-offline", known === 0 ? 0 : ((known - online) / known) * DEVICES_OFFLINE_MOST, known - online);
  add("backlog", facts.backlogFrames > BACKLOG_FRAMES ? 5 : 0, facts.backlogFrames);
  const offset = Math.abs(facts.clockOffsetMs ?? 0);
  add("clock", offset > CLOCK_OFF_MS ? 10 : 0, offset);
  const days = link.certificateUntilMs === null ? null : Math.floor((link.certificateUntilMs - nowMs) / DAY_MS);
  add("certificate", days !== null && days < CERTIFICATE_DAYS ? 10 : 0, days ?? 0);
  add("quarantine", facts.quarantined > 0 ? 3 : 0, facts.quarantined);
  add("violations", facts.violations > 0 ? 5 : 0, facts.violations);
  const lost = penalties.reduce((sum, { points }) => sum + points, 0);
  // Who has said hello and nothing else yet is not well, but unknown.
  const isKnown = link.state === "up" && facts.dataMs !== null;
  return { score: isKnown ? Math.max(0, 100 - lost) : null, penalties };
}
