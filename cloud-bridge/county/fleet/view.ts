// The fleet as the API shows it: one row per campus, the one to look at first on top, and campuses that vanished together as one outage.
import { SEVERITIES } from "#gateway/contract/alarms.ts";
import type { CampusView, FleetView, Outage } from "#gateway/contract/county.ts";
import { formatTime } from "#gateway/contract/time.ts";
import type { CampusConfig, CountyConfig } from "../config.ts";
import type { CountyStore } from "../store.ts";
import { availabilityOf } from "./availability.ts";
import { type CampusFacts, noFacts } from "./facts.ts";
import { healthOf } from "./health.ts";
import type { LinkFacts, Links } from "./links.ts";
import { isPlanned, plannedSince, plannedSpans } from "./planned.ts";
import type { Span } from "./spans.ts";

export type { CampusView, FleetView } from "#gateway/contract/county.ts";

export interface FleetFilter {
  readonly town: readonly string[];
  readonly tag: readonly string[];
  /** The asker's rights. */
  readonly visible: (campus: { readonly id: string; readonly town: string | null }) => boolean;
}

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30;
/** Lost within so long of each other, so many at least: that is the network, not the schools. */
const TOGETHER_MS = 120_000;
const TOGETHER_AT_LEAST = 3;

/** Everything that the asker may see, worst first. */
export function fleetView(
  config: CountyConfig,
  store: CountyStore,
  links: Links,
  nowMs: number,
  filter: FleetFilter,
): FleetView {
  const facts = store.campuses(nowMs);
  const runs = store.runs();
  const views = [...config.campuses.values()]
    .filter((campus) => filter.visible(campus))
    .filter(({ town }) => filter.town.length === 0 || (town !== null && filter.town.includes(town)))
    .filter(({ tags }) => filter.tag.every((tag) => tags.includes(tag)))
    .map((campus) => viewOf(campus, config, facts.get(campus.id), links.of(campus.id), runs, nowMs));
  const vanished = views.filter(({ id }) => links.of(id).seenGoing);
  return { at: formatTime(nowMs), campuses: views.sort(worstFirst), outages: outagesOf(vanished) };
}

function viewOf(
  { id, name, town, tags, plannedOff: ordered }: CampusConfig,
  config: CountyConfig,
  known: CampusFacts | undefined,
  link: LinkFacts,
  runs: readonly Span[],
  nowMs: number,
): CampusView {
  const facts = known ?? NOTHING;
  const plannedOff = [...ordered, ...facts.planned];
  const { score, penalties } = healthOf(facts, link, nowMs);
  const time = (ms: number | null) => (ms === null || ms === 0 ? null : formatTime(ms));
  const { timezone } = config.county;
  // A connection that lasts is noted now and then only.
  const now = link.state === "up" && link.sinceMs !== null ? [{ fromMs: link.sinceMs, toMs: nowMs }] : [];
  const off = plannedSpans(plannedOff, timezone, nowMs - MONTH_DAYS * DAY_MS, nowMs);
  const watched = { links: [...facts.links, ...now], runs, planned: off };
  const share = (days: number) => availabilityOf(watched, nowMs - days * DAY_MS, nowMs);
  const planned =
    link.state === "unknown"
      ? plannedSince(plannedOff, timezone, nowMs) !== null
      : link.state === "down" && isPlanned(plannedOff, timezone, link.sinceMs, nowMs);
  return {
    id,
    name,
    town,
    townName: town === null ? null : (config.towns.get(town) ?? null),
    tags,
    link: { state: link.state, since: time(link.sinceMs), lastSeen: time(link.seenMs), planned },
    score,
    penalties,
    openAlarms: facts.openAlarms,
    worstSeverity: SEVERITIES.find((severity) => facts.openAlarms[severity] > 0) ?? null,
    worstSince: time(facts.worstSinceMs),
    devices: facts.devices,
    worst: facts.worst.map(({ atMs, ...value }) => ({ ...value, at: formatTime(atMs) })),
    backlog: { frames: facts.backlogFrames, newest: time(facts.dataMs) },
    lostFrames: facts.lostFrames,
    quarantined: facts.quarantined,
    violations: facts.violations,
    version: facts.version,
    clockOffsetMs: facts.clockOffsetMs,
    certificateUntil: time(link.certificateUntilMs),
    availability: { day: share(1), week: share(7), month: share(MONTH_DAYS) },
  };
}

const NOTHING: CampusFacts = noFacts();

/** Critical alarms, then lost connections, then by score; planned power-offs and what was never connected come last. Longest first among equals. */
function worstFirst(a: CampusView, b: CampusView): number {
  return rankOf(a) - rankOf(b) || sinceOf(a).localeCompare(sinceOf(b)) || a.id.localeCompare(b.id);
}

function rankOf({ link, openAlarms, score }: CampusView): number {
  if (link.state === "unknown") return 1000;
  if (link.planned) return 500;
  if (openAlarms.critical > 0) return link.state === "down" ? -2 : -1;
  return link.state === "down" ? 0 : 1 + (score ?? 0);
}

function sinceOf({ link, worstSince }: CampusView): string {
  return (link.state === "down" ? link.since : worstSince) ?? "9999";
}

function outagesOf(views: readonly CampusView[]): readonly Outage[] {
  const down = views.flatMap(({ id, link }) =>
    link.state === "down" && !link.planned && link.since !== null ? [{ id, atMs: Date.parse(link.since) }] : [],
  );
  down.sort((a, b) => a.atMs - b.atMs);
  const outages: Outage[] = [];
  for (let from = 0; from < down.length; ) {
    let to = from;
    while (to + 1 < down.length && (down[to + 1]?.atMs ?? 0) - (down[to]?.atMs ?? 0) <= TOGETHER_MS) to++;
    const group = down.slice(from, to + 1);
    if (group.length >= TOGETHER_AT_LEAST)
      outages.push({ since: formatTime(group[0]?.atMs ?? 0), campuses: group.map(({ id }) => id) });
    from = to + 1;
  }
  return outages;
}
