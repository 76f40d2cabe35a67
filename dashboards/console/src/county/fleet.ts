// The campuses that may be seen, asked for once and shared by every page; and what an address filters of them. Pure but for the asking.
import { useEffect } from "react";
import type { CampusView, FleetAnswer } from "#gateway/contract/county.ts";
import { useGet } from "../api/queries.ts";
import { learnTime } from "../live/clock.ts";
import { setCampusZone } from "../words/time.ts";

/** Ages of backlogs and days of certificates go on without a word from anybody. */
const AGAIN_MS = 30_000;

export function useFleet() {
  const query = useGet<FleetAnswer>("/campuses", { refresh: AGAIN_MS });
  const { data } = query;
  useEffect(() => {
    if (data === undefined) return;
    learnTime(data.at);
    setCampusZone(data.county.timezone);
  }, [data]);
  return query;
}

/** What an address wants to see: `town`, `tag` and `state` may repeat, `q` is text. */
export interface Wish {
  readonly towns: readonly string[];
  readonly tags: readonly string[];
  readonly text: string;
}

export function wishOf(params: URLSearchParams): Wish {
  return { towns: params.getAll("town"), tags: params.getAll("tag"), text: (params.get("q") ?? "").trim() };
}

/** Whether a campus is wanted: one of the towns, all of the tags, every word of the text in its names. */
export function wants({ towns, tags, text }: Wish, campus: CampusView): boolean {
  const { id, name, town, townName } = campus;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const names = [id, name, townName ?? "", ...campus.tags].join(" ").toLowerCase();
  return (
    (towns.length === 0 || (town !== null && towns.includes(town))) &&
    tags.every((tag) => campus.tags.includes(tag)) &&
    words.every((word) => names.includes(word))
  );
}

/** How a campus stands, for its colour, sign and word. */
export type Standing = "critical" | "lost" | "high" | "medium" | "low" | "fine" | "planned" | "unknown";

export function standingOf({
  link,
  worstSeverity,
  score,
}: Pick<CampusView, "link" | "worstSeverity" | "score">): Standing {
  // Also who has never called: at this time nobody waits for it.
  if (link.planned) return "planned";
  if (link.state === "unknown") return "unknown";
  if (worstSeverity === "critical") return "critical";
  if (link.state === "down") return "lost";
  if (worstSeverity !== null) return worstSeverity;
  return score !== null && score < 90 ? "low" : "fine";
}

/** Since when a campus stands as it does; null where no single moment says it. */
export function sinceOf(campus: Pick<CampusView, "link" | "worstSeverity" | "worstSince" | "score">): string | null {
  const standing = standingOf(campus);
  if (standing === "lost" || standing === "planned") return campus.link.since;
  return standing === campus.worstSeverity ? campus.worstSince : null;
}

/** The version that most campuses run; null while none is known. */
export function usualVersion(campuses: readonly Pick<CampusView, "version">[]): string | null {
  const counts = new Map<string, number>();
  for (const { version } of campuses) if (version !== null) counts.set(version, (counts.get(version) ?? 0) + 1);
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || b.localeCompare(a));
  return most?.[0] ?? null;
}

const DAY_MS = 86_400_000;

/** Whole days until a certificate ends; null: there is none. */
export function daysLeft(until: string | null, nowMs: number): number | null {
  return until === null ? null : Math.floor((Date.parse(until) - nowMs) / DAY_MS);
}
