// What was found about one raise of an alarm: each correction is a version of its own, and what was said before stays. Pure.
import type { Handling, HandlingVersion, Verdict } from "../contract/story.ts";
import { formatTime } from "../contract/time.ts";
import { hashOf } from "../kit/canonical.ts";

export interface KeptVersion {
  readonly verdict: Verdict;
  readonly comment: string | null;
  readonly ticket: string | null;
  readonly by: string;
  readonly atMs: number;
}

/** As it lies in campus.db. */
export interface KeptHandling {
  readonly alarm: string;
  readonly occurrence: number;
  readonly device: string | null;
  /** Oldest first; never empty. */
  readonly versions: readonly KeptVersion[];
}

export interface Finding {
  readonly verdict: Verdict;
  readonly comment: string | null;
  readonly ticket: string | null;
}

/** So many corrections are kept; after that the first ones make room, but for the very first. */
const MOST_VERSIONS = 50;

/** The id of its document: alarms' ids are longer than documents' may be. */
export function handlingId(alarm: string, occurrence: number): string {
  return hashOf(`${alarm}#${occurrence}`).replace("sha256:", "").slice(0, 32);
}

/** The finding on top of what was found before; the same object when it says nothing new. */
export function revise(
  before: KeptHandling | null,
  whose: Pick<KeptHandling, "alarm" | "occurrence" | "device">,
  found: KeptVersion,
): KeptHandling {
  const last = before?.versions.at(-1);
  if (before !== null && last !== undefined && saysSame(last, found)) return before;
  const versions = [...(before?.versions ?? []), found];
  return { ...whose, versions: versions.length > MOST_VERSIONS ? versions.toSpliced(1, 1) : versions };
}

function saysSame(a: Finding, b: Finding): boolean {
  return a.verdict === b.verdict && a.comment === b.comment && a.ticket === b.ticket;
}

/** As the contract shows it; `version` is its document's. */
export function handlingView({ alarm, occurrence, versions }: KeptHandling, version: number): Handling {
  const [newest, ...earlier] = versions.toReversed().map(versionView);
  if (newest === undefined) throw new TypeError(`a handling of ${alarm} without a version`);
  return { alarm, occurrence, version, ...newest, earlier };
}

export function versionView({ verdict, comment, ticket, by, atMs }: KeptVersion): HandlingVersion {
  return { verdict, comment, ticket, by, at: formatTime(atMs) };
}
