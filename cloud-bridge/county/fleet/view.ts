// The fleet as the API shows it: one row per campus, the one to look at first on top, and campuses that vanished together as one outage.
import { SEVERITIES, type Severity } from "#gateway/contract/alarms.ts";
import { formatTime } from "#gateway/contract/time.ts";
import type { CountyConfig } from "../config.ts";
import type { CountyStore } from "../store.ts";
import type { CampusFacts, WorstValue } from "./facts.ts";
import { healthOf, type Penalty } from "./health.ts";
import type { LinkFacts, LinkState, Links } from "./links.ts";

export interface CampusView {
  readonly id: string;
  readonly name: string;
  readonly town: string | null;
  readonly townName: string | null;
  readonly tags: readonly string[];
  readonly link: { readonly state: LinkState; readonly since: string | null; readonly lastSeen: string | null };
  /** Null: nothing is known of now. */
  readonly score: number | null;
  readonly penalties: readonly Penalty[];
  readonly openAlarms: Readonly<Record<Severity, number>>;
  readonly worstSeverity: Severity | null;
  readonly worstSince: string | null;
  readonly devices: { readonly known: number; readonly online: number };
  readonly worst: readonly (Omit<WorstValue, "atMs"> & { readonly at: string })[];
  readonly backlog: { readonly frames: number; readonly newest: string | null };
  readonly lostFrames: number;
  readonly quarantined: number;
  readonly violations: number;
  readonly version: string | null;
  readonly clockOffsetMs: number | null;
  readonly certificateUntil: string | null;
  /** Share of the time with a connection, 0–1. */
  readonly availability: { readonly day: number; readonly week: number; readonly month: number };
}

export interface FleetView {
  readonly at: string;
  readonly campuses: readonly CampusView[];
  /** Campuses that lost their connection together: one thing to look at, not many. */
  readonly outages: readonly { readonly since: string; readonly campuses: readonly string[] }[];
}

export interface FleetFilter {
  readonly town: readonly string[];
  readonly tag: readonly string[];
  /** The asker's rights. */
  readonly visible: (campus: { readonly id: string; readonly town: string | null }) => boolean;
}

const DAY_MS = 86_400_000;
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
  const views = [...config.campuses.values()]
    .filter((campus) => filter.visible(campus))
    .filter(({ town }) => filter.town.length === 0 || (town !== null && filter.town.includes(town)))
    .filter(({ tags }) => filter.tag.every((tag) => tags.includes(tag)))
    .map((campus) => viewOf(campus, config, facts.get(campus.id), links.of(campus.id), nowMs));
  return { at: formatTime(nowMs), campuses: views.sort(worstFirst), outages: outagesOf(views) };
}

function viewOf(
  {
    id,
    name,
    town,
    tags,
  }: { readonly id: string; readonly name: string; readonly town: string | null; readonly tags: readonly string[] },
  config: CountyConfig,
  known: CampusFacts | undefined,
  link: LinkFacts,
  nowMs: number,
): CampusView {
  const facts = known ?? NOTHING;
  const { score, penalties } = healthOf(facts, link, nowMs);
  const time = (ms: number | null) => (ms === null || ms === 0 ? null : formatTime(ms));
  const share = (ms: number, days: number) => Math.min(1, Math.round((ms / (days * DAY_MS)) * 10_000) / 10_000);
  const [day, week, month] = facts.connectedMs;
  return {
    id,
    name,
    town,
    townName: town === null ? null : (config.towns.get(town) ?? null),
    tags,
    link: { state: link.state, since: time(link.sinceMs), lastSeen: time(link.seenMs) },
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
    availability: { day: share(day, 1), week: share(week, 7), month: share(month, 30) },
  };
}

const NOTHING: CampusFacts = {
  seenMs: 0,
  version: null,
  clockOffsetMs: null,
  dataMs: null,
  openAlarms: { critical: 0, high: 0, medium: 0, low: 0 },
  worstSinceMs: null,
  devices: { known: 0, online: 0 },
  backlogFrames: 0,
  lostFrames: 0,
  quarantined: 0,
  violations: 0,
  worst: [],
  connectedMs: [0, 0, 0],
};

/** Critical alarms, then lost connections, then by score; what was never connected comes last. Longest first among equals. */
function worstFirst(a: CampusView, b: CampusView): number {
  return rankOf(a) - rankOf(b) || sinceOf(a).localeCompare(sinceOf(b)) || a.id.localeCompare(b.id);
}

function rankOf({ link, openAlarms, score }: CampusView): number {
  if (link.state === "unknown") return 1000;
  if (openAlarms.critical > 0) return link.state === "down" ? -2 : -1;
  return link.state === "down" ? 0 : 1 + (score ?? 0);
}

function sinceOf({ link, worstSince }: CampusView): string {
  return (link.state === "down" ? link.since : worstSince) ?? "9999";
}

function outagesOf(views: readonly CampusView[]): FleetView["outages"] {
  const down = views.flatMap(({ id, link }) =>
    link.state === "down" && link.since !== null ? [{ id, atMs: Date.parse(link.since) }] : [],
  );
  down.sort((a, b) => a.atMs - b.atMs);
  const outages: { since: string; campuses: string[] }[] = [];
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
