// What the store knows of each campus: read with a few grouped queries, so that hundreds of campuses cost milliseconds.
import type { Severity } from "#gateway/contract/alarms.ts";
import { SEVERITIES } from "#gateway/contract/alarms.ts";
import type { Database } from "#gateway/kit/sqlite.ts";
import { all, integer, integerOrNull, type Row, text, textOrNull } from "#gateway/kit/statements.ts";
import { readPlanned } from "../store/planned.ts";
import type { PlannedOff } from "./planned.ts";
import type { Span } from "./spans.ts";

const MINUTE_MS = 60_000;
/** A value that is older says nothing about now. */
const WORST_WITHIN_MIN = 30;
const MOST = Number.MAX_SAFE_INTEGER;

/** Well-known points of which the county looks at the worst, and which end is the bad one. */
const WORST: Readonly<Record<string, "highest" | "lowest">> = {
  temperature: "highest",
  humidity: "highest",
  load: "highest",
  battery: "lowest",
};

export interface WorstValue {
  readonly point: string;
  readonly unit: string;
  readonly value: number;
  readonly device: string;
  readonly atMs: number;
}

export interface CampusFacts {
  /** County clock. 0: never. */
  readonly seenMs: number;
  readonly version: string | null;
  /** How far the campus's clock was ahead when it last said hello. */
  readonly clockOffsetMs: number | null;
  /** Received time of the newest entry or summary that is here. */
  readonly dataMs: number | null;
  readonly openAlarms: Readonly<Record<Severity, number>>;
  /** Since when the worst severity has been open. */
  readonly worstSinceMs: number | null;
  readonly devices: { readonly known: number; readonly online: number };
  /** Frames that the campus held when it last said hello, and that are not here yet. */
  readonly backlogFrames: number;
  readonly lostFrames: number;
  readonly quarantined: number;
  readonly violations: number;
  readonly worst: readonly WorstValue[];
  /** When it was connected, as far as it was noted, within 40 days. */
  readonly links: readonly Span[];
  /** Power-offs of the whole campus that it has planned itself. */
  readonly planned: readonly PlannedOff[];
}

type Mutable = { -readonly [K in keyof CampusFacts]: CampusFacts[K] };

/** Of a campus that nothing was ever heard of. */
export function noFacts(): Mutable {
  return {
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
    links: [],
    planned: [],
  };
}

/** Facts by campus. */
export function readCampuses(db: Database, nowMs: number): Map<string, CampusFacts> {
  const facts = new Map<string, Mutable>();
  const of = (row: Row): Mutable => {
    const campus = text(row, "campus");
    const known = facts.get(campus) ?? noFacts();
    facts.set(campus, known);
    return known;
  };
  for (const row of all(db, "SELECT id AS campus, seen_ms, version, clock_offset_ms, data_ms FROM campus")) {
    const fact = of(row);
    fact.seenMs = integer(row, "seen_ms");
    fact.version = textOrNull(row, "version");
    fact.clockOffsetMs = integerOrNull(row, "clock_offset_ms");
    fact.dataMs = integerOrNull(row, "data_ms");
  }
  const alarms =
    "SELECT campus, severity, count(*) AS n, min(raised_ms) AS since FROM alarm WHERE open = 1 GROUP BY campus, severity";
  const bySeverity = new Map(all(db, alarms).map((row) => [`${text(row, "campus")} ${text(row, "severity")}`, row]));
  for (const severity of [...SEVERITIES].reverse()) {
    for (const row of bySeverity.values()) {
      if (row.severity !== severity) continue;
      const fact = of(row);
      fact.openAlarms = { ...fact.openAlarms, [severity]: integer(row, "n") };
      fact.worstSinceMs = integerOrNull(row, "since");
    }
  }
  for (const row of all(db, "SELECT campus, count(*) AS known, sum(online) AS online FROM device GROUP BY campus"))
    of(row).devices = { known: integer(row, "known"), online: integer(row, "online") };
  // What a campus claims may add up to more than an integer holds: as floating numbers, and no more than can be shown.
  const backlog = `SELECT campus.id AS campus, min(total(max(0, lane.last - lane.stored)), ${MOST}) AS n FROM campus
    JOIN outbox ON outbox.campus = campus.id AND outbox.id = campus.outbox JOIN lane ON lane.outbox = outbox.n GROUP BY campus.id`;
  for (const row of all(db, backlog)) of(row).backlogFrames = integer(row, "n");
  const lost = `SELECT campus, min(total(to_frame - from_frame + 1), ${MOST}) AS n FROM lost JOIN outbox ON outbox.n = lost.outbox GROUP BY campus`;
  for (const row of all(db, lost)) of(row).lostFrames = integer(row, "n");
  for (const row of all(db, "SELECT campus, count(*) AS n FROM quarantine GROUP BY campus"))
    of(row).quarantined = integer(row, "n");
  for (const row of all(db, "SELECT campus, sum(count) AS n FROM violation GROUP BY campus"))
    of(row).violations = integer(row, "n");
  for (const [campus, worst] of worstValues(db, nowMs)) {
    const fact = facts.get(campus);
    if (fact !== undefined) fact.worst = worst;
  }
  for (const [campus, planned] of readPlanned(db)) {
    const fact = facts.get(campus);
    if (fact !== undefined) fact.planned = planned;
  }
  for (const [campus, links] of readLinks(db)) {
    const fact = facts.get(campus);
    if (fact !== undefined) fact.links = links;
  }
  return facts;
}

/** Stands for the county in the list of connections: when the service itself ran. No campus is called so. */
export const COUNTY_ITSELF = "";

/** When the service ran. */
export function readRuns(db: Database): Span[] {
  return all(db, "SELECT from_ms, to_ms FROM link WHERE campus = ? ORDER BY from_ms", COUNTY_ITSELF).map(spanIn);
}

function spanIn(row: Row): Span {
  return { fromMs: integer(row, "from_ms"), toMs: integer(row, "to_ms") };
}

/** When campuses were connected. */
function readLinks(db: Database): Map<string, Span[]> {
  const links = new Map<string, Span[]>();
  for (const row of all(db, "SELECT campus, from_ms, to_ms FROM link ORDER BY campus, from_ms")) {
    const campus = text(row, "campus");
    const of = links.get(campus) ?? [];
    of.push(spanIn(row));
    links.set(campus, of);
  }
  return links;
}

function worstValues(db: Database, nowMs: number): Map<string, WorstValue[]> {
  const newest = `SELECT campus, device, point, unit, at_min, min, max FROM newest JOIN series ON series.n = newest.series
    WHERE at_min >= ? AND point IN (${Object.keys(WORST)
      .map((point) => `'${point}'`)
      .join(", ")})`;
  const worst = new Map<string, WorstValue[]>();
  for (const row of all(db, newest, Math.floor(nowMs / MINUTE_MS) - WORST_WITHIN_MIN)) {
    const [campus, point] = [text(row, "campus"), text(row, "point")];
    const isHighest = WORST[point] === "highest";
    const value = isHighest ? row.max : row.min;
    if (typeof value !== "number") continue;
    const list = worst.get(campus) ?? [];
    const before = list.find((one) => one.point === point);
    if (before !== undefined && (isHighest ? before.value >= value : before.value <= value)) continue;
    const found = {
      point,
      unit: text(row, "unit"),
      value,
      device: text(row, "device"),
      atMs: integer(row, "at_min") * MINUTE_MS,
    };
    worst.set(campus, [...list.filter((one) => one !== before), found]);
  }
  return worst;
}
