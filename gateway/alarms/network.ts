// What an absence in the network explains: a device through which others are reached has an alarm of its own, sooner than theirs. Pure.
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import { type NetworkLevel, pathTo, REACH_POINT } from "../contract/network.ts";
import type { RuleAt } from "./evaluate.ts";
import { OFFLINE } from "./fleet.ts";
import type { PointProfile, RuleHere } from "./rules.ts";

/** A device directly behind nothing: two polls of a probe may fail for a moment. */
const FIRST_DELAY_MS = 20_000;
/** So much later than what explains it, a device's own absence becomes an alarm. */
const AFTER_CAUSE_MS = 5000;
/** Polls until a device that is asked counts as gone, one more for where in the cycle it broke. */
const POLLS_UNTIL_OFFLINE = 4;
/** What was explained gets so long to come back after its cause, before its absence is its own. */
const LONGEST_RETURN_MS = 10 * 60_000;

type Texts = Readonly<Record<"zh-CN" | "en", string>>;

const TEXT: Readonly<Record<NetworkLevel, Texts>> = {
  core: { "zh-CN": "核心不通", en: "The core is down" },
  exit: { "zh-CN": "出口不通", en: "The exit is down" },
  building: { "zh-CN": "楼栋不通", en: "The building is cut off" },
  room: { "zh-CN": "房间网络不通", en: "The room is cut off" },
};

/** The rule for a device that others are behind, and that says itself whether it is reached. */
const DOWN: Omit<RuleAt, "id" | "target" | "text" | "onDelayMs" | "offDelayMs"> = {
  point: REACH_POINT,
  condition: { is: "equals", value: false },
  deadband: 0,
  severity: "high",
  latched: false,
  consequence: {
    "zh-CN": "它后面的设备都看不到，也用不了网络；它们的告警归到这一条。",
    en: "Nothing behind it can be seen or used; the alarms of what is behind it belong to this one.",
  },
  action: {
    "zh-CN": "先修这一处：看供电、光纤和网线；出口不通时打运营商电话。",
    en: "Mend this first: power, fibre, cable; for the exit call the provider.",
  },
  respondWithinMs: 30 * 60_000,
};

/** How alarms of one device hang on what is before it. */
export interface NetworkCauses {
  /** Alarms that explain that it is not reached, the topmost first. */
  readonly alarms: readonly string[];
  /** Its own absence is told at the earliest so long after it was found. */
  readonly atLeastMs: number;
  /** Set for a device that others are behind: its own rules, in place of those that ask the same. */
  readonly trunk: { readonly offline: RuleAt; readonly reach: RuleAt | null } | null;
}

const NOTHING: NetworkCauses = { alarms: [], atLeastMs: 0, trunk: null };

/** `exit-down`: one rule for each level, because each has words of its own. */
function ruleIdOf(level: NetworkLevel): string {
  return `${level}-down`;
}

/** The rule says that nobody answers there. */
export function isUnreached({ point, condition }: Pick<RuleAt, "point" | "condition">): boolean {
  return point === REACH_POINT && condition.is === "equals" && condition.value === false;
}

/** The rules of a device as they hold where it stands: what says that it is not reached waits for what explains it. */
export function inNetwork(rules: readonly RuleHere[], { atLeastMs, trunk }: NetworkCauses): readonly RuleHere[] {
  const isOwn = ({ origin }: RuleHere) => origin === "campus";
  const reach = trunk?.reach ?? null;
  const asked = rules.some((here) => isOwn(here) && (isUnreached(here.rule) || here.rule.id === reach?.id));
  const kept = rules.flatMap((here): RuleHere[] => {
    if (isOwn(here)) return [here];
    const isOffline = here.rule.condition.is === "offline";
    if (trunk !== null && isOffline) return [{ ...here, rule: trunk.offline }];
    if (!isOffline && !isUnreached(here.rule)) return [here];
    if (reach !== null && !isOffline) return [];
    return [{ ...here, rule: { ...here.rule, onDelayMs: Math.max(here.rule.onDelayMs, atLeastMs) } }];
  });
  return reach === null || asked ? kept : [...kept, { origin: "gateway", rule: reach, known: true }];
}

/** What holds for each device; `alarmsOf` names the alarms that say that a device is not reached, `rule` the network's own for it. */
export function networkCauses(
  { devices, alarmDefaults }: CampusConfig,
  profiles: ReadonlyMap<string, PointProfile>,
  alarmsOf: (device: string, rule: string | null) => readonly string[],
): (device: DeviceConfig) => NetworkCauses {
  const placed = [...devices.values()].filter(({ network }) => network !== undefined);
  if (!alarmDefaults || placed.length === 0) return () => NOTHING;
  const pathOf = (id: string) => pathTo(id, (before) => devices.get(before)?.network).filter((one) => devices.has(one));
  const hasReach = ({ profile }: DeviceConfig) => profiles.get(profile)?.points.has(REACH_POINT) === true;
  const behind = new Map<string, DeviceConfig[]>();
  for (const device of placed)
    for (const before of pathOf(device.id)) behind.set(before, [...(behind.get(before) ?? []), device]);

  /** How long after a break the alarm of a device on the path is there. */
  const toldAfterMs = (device: DeviceConfig): number =>
    delayOf(device.id) + device.everyMs * (hasReach(device) ? 1 : POLLS_UNTIL_OFFLINE);
  const delayOf = (id: string): number => {
    const times = pathOf(id).flatMap((before) => {
      const device = devices.get(before);
      return device === undefined ? [] : [toldAfterMs(device) + AFTER_CAUSE_MS];
    });
    return Math.max(FIRST_DELAY_MS, ...times);
  };
  /** The exit itself is worth an alarm of its own kind even when nothing is asked for beyond it. */
  const isFirstOf = (level: NetworkLevel, path: readonly string[]) =>
    level !== "room" && !path.some((before) => devices.get(before)?.network?.level === level);
  return (device) => {
    if (device.network === undefined) return NOTHING;
    const path = pathOf(device.id);
    const hanging = behind.get(device.id) ?? [];
    const onDelayMs = delayOf(device.id);
    const slowest = Math.max(0, ...hanging.map(({ everyMs }) => everyMs));
    const target = { by: "device", id: device.id } as const;
    const offDelayMs = Math.min(LONGEST_RETURN_MS, slowest + AFTER_CAUSE_MS);
    const { level } = device.network;
    const text = TEXT[level];
    const rules = {
      offline: { ...OFFLINE, target, onDelayMs, offDelayMs, severity: "high" as const },
      reach: hasReach(device) ? { ...DOWN, id: ruleIdOf(level), target, text, onDelayMs, offDelayMs } : null,
    };
    return {
      alarms: path.flatMap((before) => {
        const on = devices.get(before);
        if (on?.network === undefined || !on.enabled) return [];
        return alarmsOf(before, hasReach(on) ? ruleIdOf(on.network.level) : null);
      }),
      atLeastMs: path.length === 0 ? 0 : onDelayMs,
      trunk: hanging.length > 0 || isFirstOf(level, path) ? rules : null,
    };
  };
}
