// What needs a person now, worst first: one list that the overview, a place's page and the large screen all read. Pure.
import type { LatestPoint } from "#gateway/contract/latest.ts";
import type { Device, Place, Status } from "../api/types.ts";
import { trustOf } from "../live/staleness.ts";
import type { LatestByDevice, Line } from "../live/store.ts";
import { conditionOf } from "../words/device-condition.ts";

/** Worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something about the gateway itself; `detail` is what it said. */
export interface GatewayMatter {
  readonly about: "gateway";
  readonly what: "not-ready" | "config-problems" | "clock" | "disk" | "consumer-behind";
  readonly severity: Severity;
  readonly detail: readonly string[];
}

/** Something about one device: it is away, or some of its values cannot be trusted. */
export interface DeviceMatter {
  readonly about: "device";
  readonly what: "down" | "bad" | "stale" | "never";
  readonly severity: Severity;
  readonly device: Device;
  readonly place: Place | null;
  /** The points that are not as they should be; empty for a device that is away. */
  readonly points: readonly LatestPoint[];
  /** Since when, where it is known. */
  readonly since: string | null;
}

export type Matter = GatewayMatter | DeviceMatter;

const LEAST_FREE = 0.1;
const CONSUMER_BEHIND_S = 60;

/** What the gateway says of itself that a person must look at. */
export function gatewayMatters(status: Status | undefined): GatewayMatter[] {
  if (status === undefined) return [];
  const matters: GatewayMatter[] = [];
  const add = (what: GatewayMatter["what"], severity: Severity, detail: readonly string[]) =>
    matters.push({ about: "gateway", what, severity, detail });
  if (!status.ready) add("not-ready", "critical", status.reasons);
  const { problems } = status.configuration;
  if (problems !== undefined && problems.length > 0) add("config-problems", "high", problems);
  const { freeRatio } = status.journal;
  if (freeRatio !== undefined && freeRatio !== null && freeRatio < LEAST_FREE)
    add("disk", "high", [`${(freeRatio * 100).toFixed(1)} %`]);
  if (status.clock.state === "unsynced") add("clock", "medium", []);
  const behind = (status.consumers ?? []).filter(({ seconds }) => seconds > CONSUMER_BEHIND_S);
  if (behind.length > 0)
    add(
      "consumer-behind",
      "medium",
      behind.map(({ consumer }) => consumer),
    );
  return matters;
}

/** Matters are judged as of when the line was last alive: a broken line is told by itself, not by every device. */
const LIVE: Line = { state: "live" };

/** What of the devices a person must look at; a device in a key place is one step worse. */
export function deviceMatters(
  devices: readonly Device[],
  places: ReadonlyMap<string, Place>,
  latest: LatestByDevice,
  now: number,
): DeviceMatter[] {
  return devices.flatMap((device) => {
    const points = latest.get(device.id) ?? [];
    const what = conditionOf(device, points, now, LIVE);
    if (what === "fine" || what === "disabled") return [];
    const place = device.place === null ? null : (places.get(device.place) ?? null);
    const wrong =
      what === "bad" || what === "stale" ? points.filter((point) => trustOf(point, now, LIVE) === what) : [];
    const since = what === "down" ? (device.since ?? null) : what === "never" ? null : oldest(wrong);
    return [
      { about: "device", what, severity: severityOf(what, place?.key === true), device, place, points: wrong, since },
    ];
  });
}

function severityOf(what: DeviceMatter["what"], key: boolean): Severity {
  switch (what) {
    case "down":
      return key ? "high" : "medium";
    case "bad":
      return key ? "medium" : "low";
    case "stale":
    case "never":
      return "low";
  }
}

/** When the first of these values was last as it should be. */
function oldest(points: readonly LatestPoint[]): string | null {
  const times = points.flatMap(({ lastGood }) => (lastGood === null ? [] : [lastGood.measuredAt]));
  return times.sort()[0] ?? null;
}

/** Worst first; of equals, what is away before what is unsure, and the newest before what people have seen for days. */
export function worstFirst(matters: readonly Matter[]): Matter[] {
  return [...matters].sort((a, b) => rank(a) - rank(b) || sinceOf(b).localeCompare(sinceOf(a)));
}

const ORDER = ["down", "bad", "stale", "never"] as const;

function rank(matter: Matter): number {
  const within = matter.about === "gateway" ? 0 : 1 + ORDER.indexOf(matter.what);
  return SEVERITIES.indexOf(matter.severity) * 10 + within;
}

function sinceOf(matter: Matter): string {
  return matter.about === "gateway" ? "~" : (matter.since ?? "");
}

/** The worst of them; null when there is nothing. */
export function worstOf(matters: readonly { readonly severity: Severity }[]): Severity | null {
  return SEVERITIES.find((severity) => matters.some((matter) => matter.severity === severity)) ?? null;
}

/** Several devices of one place with the same trouble, which most likely has one cause. */
export interface Group {
  readonly about: "group";
  readonly what: DeviceMatter["what"];
  readonly severity: Severity;
  readonly place: Place | null;
  readonly members: readonly DeviceMatter[];
}

/** So many alike in one place become one line. */
const GROUP_FROM = 4;

/** The same matters in the same order, those alike in one place put together where the first of them stands. */
export function grouped(matters: readonly Matter[]): (Matter | Group)[] {
  const alike = new Map<string, DeviceMatter[]>();
  for (const matter of matters) {
    if (matter.about === "gateway") continue;
    const key = likenessOf(matter);
    alike.set(key, [...(alike.get(key) ?? []), matter]);
  }
  return matters.flatMap((matter): (Matter | Group)[] => {
    if (matter.about === "gateway") return [matter];
    const members = alike.get(likenessOf(matter)) ?? [];
    if (members.length < GROUP_FROM) return [matter];
    if (members[0] !== matter) return [];
    const { what, severity, place } = matter;
    return [{ about: "group", what, severity, place, members }];
  });
}

function likenessOf({ what, severity, place }: DeviceMatter): string {
  return `${what} ${severity} ${place?.id ?? ""}`;
}
