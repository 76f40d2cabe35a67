// Rules of the gateway itself: a device that was there and is gone, and a link on which nobody answers. Pure.
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import type { RuleAt } from "./evaluate.ts";

type GivenRule = Omit<RuleAt, "target">;

const GIVEN = { point: null, condition: { is: "offline" }, deadband: 0, offDelayMs: 0, latched: false } as const;

/** A device that answered before and does not any more. */
export const OFFLINE: GivenRule = {
  ...GIVEN,
  id: "device-offline",
  onDelayMs: 5 * 60_000,
  severity: "medium",
  text: { "zh-CN": "设备离线", en: "Device offline" },
  consequence: {
    "zh-CN": "它的数值、告警和命令都停了；坏在这里的事不会有人知道。",
    en: "Its values, alarms and commands have stopped; nobody would notice what goes wrong there.",
  },
  action: {
    "zh-CN": "看设备供电、网线、无线或总线接线；刚换过设备的核对地址和密码。",
    en: "Look at its power, network and wiring; if it was replaced, at its address and its secret.",
  },
  respondWithinMs: 4 * 3_600_000,
};

/** A link behind which every device is silent; sooner than its devices' own alarms, which it then explains. */
export const LINK_DOWN: GivenRule = {
  ...GIVEN,
  id: "link-down",
  onDelayMs: 2 * 60_000,
  severity: "high",
  text: { "zh-CN": "总线中断，其上设备全部离线", en: "Link down: none of its devices answers" },
  consequence: {
    "zh-CN": "这条总线上的设备都看不到了，包括漏水、烟感等触点。",
    en: "Nothing on this link can be seen any more, leak and smoke contacts included.",
  },
  action: {
    "zh-CN": "看串口服务器或网关接口的供电和网线；先修总线，设备告警会自己恢复。",
    en: "Look at the power and cable of the serial server or port. Mend the link first: the devices' alarms end by themselves.",
  },
  respondWithinMs: 30 * 60_000,
};

/** So much later than that of its bridge a device's own absence becomes an alarm. */
const AFTER_BRIDGE_MS = 60_000;

/** Devices in service that others come through. */
export function bridgesOf({ devices, alarmDefaults }: CampusConfig): ReadonlySet<string> {
  const through = [...devices.values()].flatMap(({ enabled, mqtt: { via } }) => (enabled && via ? [via] : []));
  return new Set(alarmDefaults ? through : []);
}

/** An absence, which is said and not guessed from silence, as it is told of a device that comes through another one, or that others come through. */
export function asBridged(rule: RuleAt, isThrough: boolean, isBridge: boolean): RuleAt {
  if (rule.condition.is !== "offline" || rule.id !== OFFLINE.id) return rule;
  if (isBridge) return { ...rule, onDelayMs: LINK_DOWN.onDelayMs, severity: LINK_DOWN.severity };
  return isThrough ? { ...rule, onDelayMs: OFFLINE.onDelayMs + AFTER_BRIDGE_MS } : rule;
}

/** A connection that several devices share. */
export interface Link {
  readonly id: string;
  readonly rule: RuleAt;
  readonly devices: readonly string[];
}

/** Links that two or more devices in service share, by id. */
export function linksOf({ devices, alarmDefaults }: CampusConfig): Map<string, Link> {
  const links = new Map<string, Link>();
  if (!alarmDefaults) return links;
  const known = [...devices.values()].filter((device) => device.enabled && linkOf(device) !== null);
  for (const [id, sharing] of Map.groupBy(known, linkOf)) {
    if (id === null || sharing.length < 2) continue;
    const name = addressOf(sharing[0]) ?? id;
    const text = { "zh-CN": `${LINK_DOWN.text["zh-CN"]}（${name}）`, en: `${LINK_DOWN.text.en} (${name})` };
    const rule: RuleAt = { ...LINK_DOWN, text, target: null };
    links.set(id, { id, rule, devices: sharing.map((device) => device.id) });
  }
  return links;
}

/** The id of the link that a device is on; null: on none that could be shared (contract §3). */
export function linkOf(device: DeviceConfig): string | null {
  const id = addressOf(device)
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return id === undefined || id === "" ? null : id.slice(-60);
}

function addressOf(device: DeviceConfig | undefined): string | null {
  const { tcp, rtuOverTcp, serial } = device?.connection ?? {};
  const address = tcp ?? rtuOverTcp ?? serial;
  return typeof address === "string" ? address : null;
}
