// A checked file → CampusConfig: durations in milliseconds, sizes in bytes, and the defaults that depend on other options.
import { DERIVED_DRIVER } from "../contract/derived-wiring.ts";
import { isUnit } from "../contract/units.ts";
import { buildDuty, buildNotify } from "./build-notify.ts";
import type {
  AlarmRule,
  CampusConfig,
  CountyConfig,
  DeviceConfig,
  InfluxConfig,
  ListenAddress,
  MqttConfig,
  PlaceConfig,
  PointConfig,
} from "./campus.ts";
import { checked, minute, ms } from "./checked.ts";
import { PUSH_DRIVER } from "./device-references.ts";
import type { ProfileRegistry } from "./profiles.ts";
import { buildRule } from "./rule.ts";
import type { AlarmFile, CampusFile, CountyFile, DeviceFile, InfluxFile, PlaceFile } from "./schema.ts";
import { trustRuleOf } from "./schema-trust.ts";
import { parseAddress, parseSize } from "./texts.ts";

/** Age from which a value of a device that sends to us is stale (contract §3). */
const PUSH_STALE_AFTER_MS = 5 * 60_000;
const POLL_STALE_AFTER_CYCLES = 3;
const POLL_STALE_AFTER_AT_LEAST_MS = 10_000;

/** The configuration that a file without problems says. `version` is its `sha256:<hex>`. */
export function buildConfig(
  file: CampusFile,
  version: string,
  { profiles }: Pick<ProfileRegistry, "profiles">,
): CampusConfig {
  const { listen } = file;
  return {
    version,
    campus: file.campus,
    listen: {
      http: listenAddress(listen.http),
      https: listenAddress(listen.https),
      mqtt: listenAddress(listen.mqtt),
      mqtts: listenAddress(listen.mqtts),
    },
    tls: file.tls ?? null,
    journal: {
      keepReadingsMs: ms(file.journal.keepReadings),
      keepOtherMs: ms(file.journal.keepOther),
      maxBytes: checked(parseSize(file.journal.maxSize), file.journal.maxSize),
    },
    places: new Map(file.places.map((place) => [place.id, buildPlace(place)])),
    devices: new Map(
      file.devices.map((device) => [device.id, buildDevice(device, profiles.get(device.profile)?.staleAfter)]),
    ),
    alarms: file.alarms.map((rule) => buildRule(rule, targetOf(rule))),
    alarmDefaults: file.alarmDefaults,
    influx: file.influx === undefined ? null : buildInflux(file.influx),
    county: file.county === undefined ? null : buildCounty(file.county),
    duty: buildDuty(file.duty),
    notify: file.notify === undefined ? null : buildNotify(file.notify),
  };
}

function buildInflux({ url, version, database, bucket, org, tokenFile }: InfluxFile): InfluxConfig {
  return {
    url,
    version,
    database: checked(database ?? bucket, "influx"),
    org: org ?? null,
    tokenFile: tokenFile ?? null,
  };
}

function buildCounty(county: CountyFile): CountyConfig {
  return {
    url: county.url,
    certificateFile: county.certificateFile ?? null,
    keyFile: county.keyFile ?? null,
    caFile: county.caFile ?? null,
    username: county.username ?? null,
    secretFile: county.secretFile ?? null,
    summaryEveryMs: ms(county.summaryEvery),
    limits: county.limits.map(({ from, to, rate }) => ({
      fromMinute: minute(from),
      toMinute: minute(to),
      bytesPerSecond: checked(parseSize(rate), rate),
    })),
    commandKey: county.commandKey ?? null,
    may: county.may,
  };
}

function buildPlace(place: PlaceFile): PlaceConfig {
  return { id: place.id, name: place.name, class: place.class, key: place.key, within: place.within ?? null };
}

/** How long the newest entry of a device that is well may be older than its newest poll. */
function heldBackMs({ report }: DeviceFile): number {
  return report?.onChange === true ? ms(report.atLeast) : 0;
}

/** `usualStale`: what its profile says. */
function buildDevice(device: DeviceFile, usualStale: string | undefined): DeviceConfig {
  const everyMs = ms(device.every);
  const usualStaleMs =
    usualStale !== undefined
      ? ms(usualStale)
      : device.driver === PUSH_DRIVER || device.driver === DERIVED_DRIVER
        ? PUSH_STALE_AFTER_MS
        : Math.max(POLL_STALE_AFTER_CYCLES * everyMs, POLL_STALE_AFTER_AT_LEAST_MS) + heldBackMs(device);
  return {
    id: device.id,
    name: device.name,
    driver: device.driver,
    profile: device.profile,
    place: device.place ?? null,
    connection: device.connection ?? null,
    everyMs,
    staleAfterMs: device.staleAfter === undefined ? usualStaleMs : ms(device.staleAfter),
    report:
      device.report === undefined ? null : { onChange: device.report.onChange, atLeastMs: ms(device.report.atLeast) },
    points: new Map(Object.entries(device.points).map(([point, options]) => [point, buildPoint(options)])),
    enabled: device.enabled,
    ...(device.network !== undefined && {
      network: { level: device.network.level, behind: device.network.behind ?? null },
    }),
    credentialSha256: device.credential?.sha256.toLowerCase() ?? null,
    mqtt: mqttOf(device),
  };
}

function mqttOf({ id, mqtt }: DeviceFile): MqttConfig {
  const { username = id, clientId = id, topics = [], via, base } = mqtt ?? {};
  const name = mqtt?.name ?? (via === undefined ? undefined : id);
  return {
    username,
    clientId,
    topics,
    ...(via !== undefined && { via }),
    ...(name !== undefined && { name }),
    ...(base !== undefined && { base }),
  };
}

function buildPoint(point: DeviceFile["points"][string]): PointConfig {
  return {
    unit: isUnit(point.unit) ? point.unit : null,
    name: point.name ?? null,
    type: point.type ?? null,
    deadband: point.deadband ?? null,
    ...(point.trust !== undefined && { trust: trustRuleOf(point.trust) }),
  };
}

function targetOf(rule: AlarmFile): AlarmRule["target"] {
  if (rule.device !== undefined) return { by: "device", id: rule.device };
  if (rule.profile !== undefined) return { by: "profile", id: rule.profile };
  return { by: "place", id: checked(rule.place, rule.id) };
}

function listenAddress(text: string | undefined): ListenAddress | null {
  return text === undefined ? null : checked(parseAddress(text), text);
}
