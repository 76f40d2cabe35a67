// The rules in force as people are shown them: each once, with the alarms that it makes. Pure.
import type { AlarmRule, CampusConfig } from "../config/campus.ts";
import type { RuleOrigin, RuleView } from "../contract/alarm-desk.ts";
import { formatDuration } from "../contract/time.ts";
import type { RuleAt } from "./evaluate.ts";
import { LINK_DOWN, OFFLINE } from "./fleet.ts";
import type { Watch } from "./watches.ts";

/** Every rule that watches something, and those of campus.yaml that watch nothing yet. */
export function ruleViews(config: CampusConfig, watches: Iterable<Watch>): RuleView[] {
  const alarms = Map.groupBy(watches, (watch) => keyOf(watch, config));
  const own = config.alarms.map((rule) => viewOf("campus", rule, idsOf(alarms.get(`campus ${rule.id}`))));
  const given = [...alarms.values()].flatMap((made) => {
    const [first] = made;
    if (first === undefined || first.origin === "campus") return [];
    return [viewOf(first.origin, forAll(first), idsOf(made))];
  });
  return [...own, ...given];
}

/** A link's own text names it, and a device may be missed later; the rule is one for all. */
function forAll({ origin, rule, device }: Watch): RuleAt {
  if (origin !== "gateway") return rule;
  if (rule.id === LINK_DOWN.id && device === null) return { ...LINK_DOWN, target: null };
  return rule.id === OFFLINE.id ? { ...OFFLINE, target: rule.target } : rule;
}

function keyOf({ origin, rule, device }: Watch, { devices }: CampusConfig): string {
  const profile = origin === "profile" && device !== null ? devices.get(device)?.profile : undefined;
  return profile === undefined ? `${origin} ${rule.id}` : `${origin} ${profile} ${rule.id}`;
}

const idsOf = (watches: readonly Watch[] = []) => watches.map(({ id }) => id);

function viewOf(origin: RuleOrigin, rule: RuleAt, alarms: readonly string[]): RuleView {
  const { target } = rule;
  // A rule of the gateway itself is for every device; its target only says where it holds.
  const by = (kind: AlarmRule["target"]["by"]) => (origin !== "gateway" && target?.by === kind ? target.id : null);
  return {
    id: rule.id,
    origin,
    profile: by("profile"),
    device: by("device"),
    place: by("place"),
    point: rule.point,
    condition: conditionOf(rule),
    deadband: rule.deadband,
    onDelay: formatDuration(rule.onDelayMs),
    offDelay: formatDuration(rule.offDelayMs),
    placeClasses: rule.placeClasses ?? [],
    severity: rule.severity,
    latched: rule.latched,
    text: rule.text,
    consequence: orNull(rule.consequence),
    action: orNull(rule.action),
    respondWithin: rule.respondWithinMs === null ? null : formatDuration(rule.respondWithinMs),
    alarms,
  };
}

function conditionOf({ condition }: RuleAt): RuleView["condition"] {
  switch (condition.is) {
    case "above":
    case "below":
      return { is: condition.is, limit: condition.limit };
    case "equals":
      return { is: "equals", limit: condition.value };
    case "noData":
    case "badFor":
      return { is: condition.is, for: formatDuration(condition.forMs) };
    case "offline":
      return { is: "offline" };
  }
}

function orNull(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null {
  return Object.keys(texts).length === 0 ? null : texts;
}
