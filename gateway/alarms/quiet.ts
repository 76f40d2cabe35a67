// Which alarms a quiet time holds: all of them while somebody works there; what a power cut explains; absence while a school is empty.
// Pure. What is held is out of service: judged, told and listed as ever, but it calls nobody.
import type { CampusConfig } from "../config/campus.ts";
import type { QuietKind, QuietOccurrence, QuietTime, QuietWish } from "../contract/quiet.ts";
import { BUILD_DATE_MS, isBelievable } from "../kit/build-date.ts";
import type { RuleAt } from "./evaluate.ts";
import { linksOf } from "./fleet.ts";
import { coveredBy } from "./maintenance.ts";
import { isUnreached } from "./network.ts";
import { nextOf, runningAt, wallClock } from "./quiet-time.ts";

/** After the power is back a device has so long to be there again before its absence calls somebody. */
const RETURN_WITHIN_MINUTES = 15;
const SHOWN_AHEAD = 5;
/** Points that say that the mains are gone; a voltage says so when it is below its limit. */
const MAINS = "mains";
const ON_BATTERY = "on-battery";
const VOLTAGE = /^(input-)?voltage(-l[123])?$/;

/** As it is kept. */
export interface QuietPlan extends QuietWish {
  readonly id: string;
  readonly by: string;
  readonly cancelled: readonly string[];
}

/** Of an alarm, as far as it matters here; without device and link, and without rule, it is the gateway's own. */
export interface Held {
  readonly device: string | null;
  readonly link: string | null;
  readonly rule: Pick<RuleAt, "point" | "condition"> | null;
}

type Holds = (alarm: Held) => boolean;

/** Tells whether any plan holds an alarm at a time. Made anew when the plans or the configuration change. */
export function quieted(plans: Iterable<QuietPlan>, config: CampusConfig): (alarm: Held, nowMs: number) => boolean {
  const clock = wallClock(config.campus.timezone);
  const known = [...plans].map((plan) => ({ plan, holds: heldBy(plan, config) }));
  if (known.length === 0) return () => false;
  return (alarm, nowMs) => {
    // Nobody knows what day it is: one call too many is better than one too few.
    if (!isBelievable(nowMs)) return false;
    const now = clock(nowMs);
    return known.some(
      ({ plan, holds }) => runningAt(plan.when, plan.cancelled, now, graceOf(plan.kind)) !== null && holds(alarm),
    );
  };
}

/** Which alarms a plan holds while it runs. */
export function heldBy({ kind, scopes }: Pick<QuietWish, "kind" | "scopes">, config: CampusConfig): Holds {
  const covers = scopes.map((scope) => coveredBy(scope, config));
  const links = linksOf(config);
  /** A link is covered when all its devices are. */
  const membersOf = ({ device, link }: Held) => (device === null && link !== null ? links.get(link)?.devices : null);
  const isCovered: Holds = (alarm) =>
    (membersOf(alarm) ?? [alarm.device]).every((device) => covers.some((one) => one(device)));
  const isKey: Holds = (alarm) => (membersOf(alarm) ?? [alarm.device]).some((device) => isKeyPlace(device, config));
  switch (kind) {
    case "maintenance":
      return isCovered;
    case "power-off":
      return (alarm) => isCovered(alarm) && (isAbsence(alarm) || isMainsLost(alarm));
    case "vacation":
      return (alarm) => isCovered(alarm) && isAbsence(alarm) && !isKey(alarm);
  }
}

/** As people are shown it. */
export function quietView(plan: QuietPlan, timezone: string, nowMs: number, holds: number): QuietTime {
  const { running, next } = timesOf(plan, timezone, nowMs);
  return { ...plan, running, next, holds: running === null ? 0 : holds };
}

/** The one that runs and those that follow. */
export function timesOf(
  { kind, when, cancelled }: Pick<QuietPlan, "kind" | "when" | "cancelled">,
  timezone: string,
  nowMs: number,
): { readonly running: QuietOccurrence | null; readonly next: readonly QuietOccurrence[] } {
  const now = wallClock(timezone)(Math.max(nowMs, BUILD_DATE_MS));
  const running = isBelievable(nowMs) ? runningAt(when, cancelled, now, graceOf(kind)) : null;
  return { running, next: nextOf(when, cancelled, now, SHOWN_AHEAD) };
}

function graceOf(kind: QuietKind): number {
  return kind === "power-off" ? RETURN_WITHIN_MINUTES : 0;
}

/** Nothing comes from it, or it is not reached. */
function isAbsence({ rule }: Held): boolean {
  if (rule === null) return false;
  const { is } = rule.condition;
  return is === "offline" || is === "noData" || is === "badFor" || isUnreached(rule);
}

function isMainsLost({ rule }: Held): boolean {
  if (rule === null || rule.point === null) return false;
  const { condition, point } = rule;
  if (condition.is === "below") return VOLTAGE.test(point);
  if (condition.is !== "equals") return false;
  return (point === MAINS && condition.value === false) || (point === ON_BATTERY && condition.value === true);
}

/** Watched on holidays too: the place, or one that it lies within, is a key place. */
function isKeyPlace(device: string | null, { devices, places }: CampusConfig): boolean {
  const passed = new Set<string>();
  let at = devices.get(device ?? "")?.place ?? null;
  while (at !== null && !passed.has(at)) {
    passed.add(at);
    const place = places.get(at);
    if (place?.key === true) return true;
    at = place?.within ?? null;
  }
  return false;
}
