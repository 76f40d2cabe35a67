// A configuration as it stands in memory when campus.yaml has been read, for tests that open one part of the gateway without that file.
import { createHash, randomBytes } from "node:crypto";
import type { CampusConfig, DeviceConfig, PlaceConfig } from "#gateway/config/campus.ts";

const DAY_MS = 86_400_000;

/** The secret of every device made by `deviceConfig`. */
export function secretOf(device: string): string {
  return `secret-of-${device}`;
}

/** A device that sends to us, with all that campus.yaml fills in. */
export function deviceConfig(more: Partial<DeviceConfig> & { readonly id: string }): DeviceConfig {
  const { id } = more;
  return {
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
    credentialSha256: createHash("sha256").update(secretOf(id)).digest("hex"),
    mqtt: { username: id, clientId: id, topics: [] },
    ...more,
  };
}

/** A campus of these devices and places that listens nowhere. */
export function campusConfig(devices: readonly DeviceConfig[], places: readonly PlaceConfig[] = []): CampusConfig {
  return {
    version: `sha256:${randomBytes(32).toString("hex")}`,
    campus: { id: "test-campus", name: "测试", timezone: "Asia/Shanghai", simulated: false },
    listen: { http: null, https: null, mqtt: null, mqtts: null },
    tls: null,
    journal: { keepReadingsMs: 7 * DAY_MS, keepOtherMs: 190 * DAY_MS, maxBytes: 8e9 },
    places: new Map(places.map((place) => [place.id, place])),
    devices: new Map(devices.map((device) => [device.id, device])),
    alarms: [],
    alarmDefaults: true,
    influx: null,
    county: null,
    duty: { posts: [] },
    notify: null,
  };
}
