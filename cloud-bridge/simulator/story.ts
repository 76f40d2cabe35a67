// What happens at a simulated campus besides measuring: alarms that come, are acknowledged and go, devices that drop out, bells, doors.
// Pure: a stretch of time and a seed give a list.
import type { Severity } from "#gateway/contract/alarms.ts";
import { formatTime } from "#gateway/contract/time.ts";
import type { CampusSpec, Trouble } from "./campuses.ts";
import { chance, oneOf, whole } from "./chance.ts";
import type { School } from "./school.ts";

export interface Happening {
  readonly atMs: number;
  readonly kind: "alarm" | "event" | "state";
  readonly type: string;
  readonly device: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Telling {
  readonly seed: number;
  readonly spec: CampusSpec;
  readonly school: School;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ZONE_MS = 8 * HOUR_MS;
/** In each of these stretches one alarm may come, and one device may drop out. */
const ALARM_EVERY_MS = 6 * HOUR_MS;
const DROP_OUT_EVERY_MS = 12 * HOUR_MS;
/** Of ten stretches, so many have one. */
const ALARMS_IN_TEN = 5;
const DROP_OUTS_IN_TEN = 4;
const BELLS = ["08:00", "08:40", "08:55", "09:35", "10:05", "10:45", "11:00", "11:40", "14:20", "15:00", "15:15", "15:55"]; // biome-ignore format: a list of times

type Rule = readonly [rule: string, device: string, point: string, severity: Severity, value: number, limit: number, unit: string, zh: string, en: string]; // biome-ignore format: one line
const RULES: readonly [Rule, ...Rule[]] = [
  ["rack-hot", "mr1-th1", "temperature", "high", 28.4, 28, "Cel", "机柜进风温度高", "Air at the rack is too warm"],
  ["ups-load", "mr1-ups", "load", "medium", 82, 80, "%", "UPS 负载率高", "The UPS carries too much"],
  ["air-stale", "room-env1", "co2", "low", 1540, 1500, "[ppm]", "教室二氧化碳高，请开窗", "Stale air in the classroom: open the windows"],
  ["mains-low", "mr1-meter", "voltage", "medium", 196.5, 198, "V", "市电电压低", "Mains voltage is low"],
]; // biome-ignore format: one rule a line

/** How a campus stands when its gateway starts: all devices there, and what has been wrong for days. */
export function beginning({ spec, school }: Telling, atMs: number): Happening[] {
  const online = school.devices.map((device): Happening => ({ atMs, kind: "state", type: "device.online", device, body: {} })); // biome-ignore format: one line
  if (spec.trouble === null) return online;
  const trouble = longTrouble(spec.trouble, atMs);
  return spec.trouble.severity === "high" ? [...online, trouble, passedOn(trouble, atMs)] : [...online, trouble];
}

/** Nobody on campus has answered it: the county is told. */
function passedOn({ body: { id, occurrence } }: Happening, atMs: number): Happening {
  return { atMs, kind: "event", type: "notify.escalated", device: null, body: { alarm: id, occurrence, step: 3 } };
}

/** What happened in [fromMs, toMs), in order. */
export function happeningsBetween(telling: Telling, fromMs: number, toMs: number): Happening[] {
  const found: Happening[] = [];
  for (let n = Math.floor(fromMs / ALARM_EVERY_MS) - 1; n * ALARM_EVERY_MS < toMs; n++) found.push(...alarmsOf(telling, n)); // biome-ignore format: one line
  for (let n = Math.floor(fromMs / DROP_OUT_EVERY_MS) - 1; n * DROP_OUT_EVERY_MS < toMs; n++) found.push(...dropOutOf(telling, n)); // biome-ignore format: one line
  for (let day = Math.floor((fromMs + ZONE_MS) / DAY_MS); day * DAY_MS - ZONE_MS < toMs; day++) found.push(...dayOf(telling, day)); // biome-ignore format: one line
  return found.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).sort((a, b) => a.atMs - b.atMs);
}

function alarmsOf({ seed, spec: { id } }: Telling, n: number): Happening[] {
  if (chance(seed, `${id}.alarm`, n) * 10 >= ALARMS_IN_TEN) return [];
  const [rule, device, point, severity, value, limit, unit, zh, en] = oneOf(seed, `${id}.rule`, n, RULES);
  const raisedMs = n * ALARM_EVERY_MS + whole(seed, `${id}.raised`, n, 0, 300) * MINUTE_MS;
  const acknowledgedMs = raisedMs + whole(seed, `${id}.ack`, n, 2, 25) * MINUTE_MS;
  const clearedMs = raisedMs + whole(seed, `${id}.cleared`, n, 8, 55) * MINUTE_MS;
  const body = (atMs: number) => ({
    ...alarmBody(rule, device, point, severity, { "zh-CN": zh, en }),
    occurrence: n,
    active: atMs < clearedMs,
    acknowledged: atMs >= acknowledgedMs,
    raisedAt: formatTime(raisedMs),
    clearedAt: atMs < clearedMs ? null : formatTime(clearedMs),
    value,
    limit,
    unit,
    acknowledgements: atMs < acknowledgedMs ? [] : [{ by: "duty", at: formatTime(acknowledgedMs), comment: null }],
  });
  const change = (type: string, atMs: number): Happening => ({ atMs, kind: "alarm", type, device, body: body(atMs) });
  return [
    change("alarm.raised", raisedMs),
    change("alarm.acknowledged", acknowledgedMs),
    change("alarm.cleared", clearedMs),
  ];
}

function longTrouble({ rule, device, point, severity, days, zh, en }: Trouble, atMs: number): Happening {
  const body = {
    ...alarmBody(rule, device, point, severity, { "zh-CN": zh, en }),
    occurrence: 1,
    active: true,
    acknowledged: false,
    raisedAt: formatTime(atMs - days * DAY_MS),
  };
  return { atMs, kind: "alarm", type: "alarm.raised", device, body };
}

function alarmBody(
  rule: string,
  device: string | null,
  point: string | null,
  severity: Severity,
  text: Readonly<Record<string, string>>,
) {
  const id = device === null ? rule : `${rule}.${device}.${point}`;
  const flags = { latched: false, suppressed: false, outOfService: false, shelved: null };
  const nothing = { clearedAt: null, value: null, limit: null, unit: null, cause: null, acknowledgements: [] };
  return { id, rule, device, point, severity, ...flags, ...nothing, text };
}

function dropOutOf({ seed, spec: { id }, school }: Telling, n: number): Happening[] {
  if (chance(seed, `${id}.drop-out`, n) * 10 >= DROP_OUTS_IN_TEN) return [];
  const device = school.devices[whole(seed, `${id}.device`, n, 0, school.devices.length - 1)] ?? null;
  const goneMs = n * DROP_OUT_EVERY_MS + whole(seed, `${id}.gone`, n, 0, 680) * MINUTE_MS;
  const backMs = goneMs + whole(seed, `${id}.back`, n, 4, 35) * MINUTE_MS;
  return [
    { atMs: goneMs, kind: "state", type: "device.offline", device, body: { reason: "timeout" } },
    { atMs: backMs, kind: "state", type: "device.online", device, body: {} },
  ];
}

/** Bells on school days; a door that stood open too long now and then. */
function dayOf({ seed, spec: { id }, school }: Telling, day: number): Happening[] {
  const midnightMs = day * DAY_MS - ZONE_MS;
  const weekday = new Date(midnightMs + ZONE_MS).getUTCDay();
  const bells = weekday === 0 || weekday === 6 ? [] : BELLS;
  const rung = bells.map((time): Happening => {
    const [hour = 0, minute = 0] = time.split(":").map(Number);
    const atMs = midnightMs + (60 * hour + minute) * MINUTE_MS;
    return { atMs, kind: "event", type: "bell.rung", device: null, body: { zone: "all" } };
  });
  const gate = school.devices.find((device) => device.startsWith("gate-"));
  if (gate === undefined || chance(seed, `${id}.held`, day) < 0.5) return rung;
  const atMs = midnightMs + whole(seed, `${id}.held-at`, day, 7 * 60, 18 * 60) * MINUTE_MS;
  return [...rung, { atMs, kind: "event", type: "door.held", device: gate, body: { seconds: 45 } }];
}
