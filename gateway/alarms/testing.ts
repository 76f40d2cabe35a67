// What tests of this folder share: a rule, a campus of a few devices, and readings as the journal hands them over.
import type { AlarmRule, CampusConfig, DeviceConfig, PlaceConfig } from "../config/campus.ts";
import type { Unit } from "../contract/units.ts";
import { type Happening, happening, type Reading, type Shape, type StoredValue } from "../journal/record.ts";
import type { PointProfile } from "./rules.ts";

/** Above 28, clears below 27. */
export const HOT: AlarmRule = {
  id: "hot",
  target: { by: "device", id: "mr1-th" },
  point: "temperature",
  condition: { is: "above", limit: 28 },
  deadband: 1,
  onDelayMs: 0,
  offDelayMs: 0,
  severity: "high",
  latched: false,
  text: { "zh-CN": "温度高", en: "Hot" },
  consequence: {},
  action: {},
  respondWithinMs: null,
};

export function testDevice(id: string, more: Partial<DeviceConfig> = {}): DeviceConfig {
  return {
    id,
    name: id,
    driver: "mqtt",
    profile: "native",
    place: null,
    connection: null,
    everyMs: 5000,
    staleAfterMs: 300_000,
    report: null,
    points: new Map(),
    enabled: true,
    credentialSha256: null,
    mqtt: { username: id, clientId: id, topics: [] },
    ...more,
  };
}

export function testPlace(id: string, within: string | null = null): PlaceConfig {
  return { id, name: id, class: "machine-room", key: false, within };
}

export function testCampus(
  alarms: readonly AlarmRule[],
  devices: readonly DeviceConfig[] = [testDevice("mr1-th")],
  places: readonly PlaceConfig[] = [],
): CampusConfig {
  return {
    version: "sha256:0",
    campus: { id: "test", name: "测试", timezone: "Asia/Shanghai", simulated: false },
    listen: { http: null, https: null, mqtt: null, mqtts: null },
    tls: null,
    journal: { keepReadingsMs: 7 * 86_400_000, keepOtherMs: 190 * 86_400_000, maxBytes: 8e9 },
    places: new Map(places.map((place) => [place.id, place])),
    devices: new Map(devices.map((device) => [device.id, device])),
    alarms,
    alarmDefaults: true,
    influx: null,
    county: null,
    duty: { posts: [] },
    notify: null,
  };
}

/** Profiles as they are handed in: `native` takes any point, `xy-md02` has two. */
export const PROFILES: ReadonlyMap<string, PointProfile> = new Map<string, PointProfile>([
  ["native", { anyPoint: true, points: new Map(), alarms: [] }],
  [
    "xy-md02",
    {
      anyPoint: false,
      points: new Map([
        ["temperature", {}],
        ["humidity", {}],
      ]),
      alarms: [],
    },
  ],
]);

const shapes = new Map<string, Shape>();

/** One reading of one device, measured when it was received unless said otherwise. */
export function readingOf(
  device: string,
  points: Readonly<Record<string, StoredValue>>,
  receivedMs: number,
  more: { readonly seq?: number; readonly measuredMs?: number } = {},
): Reading {
  const names = Object.keys(points);
  const key = `${device} ${names.join(" ")}`;
  const shape = shapes.get(key) ?? { id: shapes.size + 1, device, points: names, units: names.map((): Unit => "Cel") };
  shapes.set(key, shape);
  return {
    kind: "reading",
    seq: more.seq ?? 0,
    shape,
    receivedMs,
    measuredMs: more.measuredMs ?? receivedMs,
    clock: "device",
    deviceSeq: null,
    mark: null,
    values: Object.values(points),
    extra: null,
  };
}

/** A bad value. */
export function bad(reason: "timeout" | "sentinel" | "device" = "timeout"): StoredValue {
  return { value: null, quality: "bad", reason };
}

/** What a device that is asked says of itself. */
export function stateOf(
  device: string,
  is: "online" | "offline",
  receivedMs: number,
  seq: number,
  body = {},
): Happening {
  return { ...happening("state", `device.${is}`, receivedMs, body, { device }), seq };
}
