// What the drivers' thread must know of a configuration: the devices that we ask, as plain data. Pure.
import { resolve } from "node:path";
import type { CampusConfig, DeviceConfig, TrustRule } from "../config/campus.ts";
import { DERIVED_DRIVER } from "../contract/derived-wiring.ts";
import type { LatestPoint } from "../contract/latest.ts";
import { type Unit, wellKnownUnit } from "../contract/units.ts";
import type { DeviceSpec } from "./protocol.ts";
import { type Agreements, agreementsOf, seedsOf, trustOf } from "./trust/specs.ts";

/** What the host needs of a profile. */
export interface PolledProfile {
  readonly points: ReadonlyMap<string, { readonly unit: Unit; readonly deadband?: number; readonly trust?: TrustRule }>;
  /** The profile's JSON as it was checked. */
  readonly data: Readonly<Record<string, unknown>>;
}
export type PolledProfiles = ReadonlyMap<string, PolledProfile>;

/** Devices of this driver send to us; the broker has them. */
const PUSH_DRIVER = "mqtt";

/** Neither does it send to us, nor is it computed from others. */
export function isPolled({ driver }: DeviceConfig): boolean {
  return driver !== PUSH_DRIVER && driver !== DERIVED_DRIVER;
}

/** Devices that we ask, enabled or not. */
export function polledDevices(config: CampusConfig): DeviceConfig[] {
  return [...config.devices.values()].filter(isPolled);
}

/** The device for its driver; null while its profile is not known. `folder`: that of campus.yaml, where files of secrets are named from. */
export function specOf(device: DeviceConfig, profiles: PolledProfiles, folder: string): DeviceSpec | null {
  const profile = profiles.get(device.profile);
  if (profile === undefined) return null;
  const { report } = device;
  return {
    driver: device.driver,
    device: { id: device.id, profile: profile.data, connection: withWholeFiles(device.connection ?? {}, folder) },
    everyMs: device.everyMs,
    report: report?.onChange ? { atLeastMs: report.atLeastMs } : null,
    deadbands: deadbandsOf(device, profile),
  };
}

/** The newest values of a device, and the time that they are looked at. */
export interface Known {
  readonly latest: (device: string) => readonly LatestPoint[];
  readonly nowMs: number;
}

/** All devices that are asked, with what of them is believed. */
export function specsOf(config: CampusConfig, profiles: PolledProfiles, folder: string, known: Known): DeviceSpec[] {
  const agreements = agreementsOf(config, (device) => profiles.get(device.profile)?.points);
  return polledDevices(config).flatMap((device): DeviceSpec[] => {
    const spec = device.enabled ? specOf(device, profiles, folder) : null;
    return spec === null ? [] : [{ ...spec, ...judgedBy(device, profiles, agreements, known) }];
  });
}

function judgedBy(
  device: DeviceConfig,
  profiles: PolledProfiles,
  agreements: Agreements,
  { latest, nowMs }: Known,
): Pick<DeviceSpec, "trust" | "seeds"> {
  const trust = trustOf(device, profiles.get(device.profile)?.points, agreements);
  return trust === undefined ? {} : { trust, seeds: seedsOf(trust, latest(device.id), nowMs) };
}

/** The configuration's, else the profile's; those that are 0 say nothing. */
function deadbandsOf({ points }: DeviceConfig, profile: PolledProfile): DeviceSpec["deadbands"] {
  return Object.fromEntries(
    [...new Set([...profile.points.keys(), ...points.keys()])].flatMap((id) => {
      const deadband = points.get(id)?.deadband ?? profile.points.get(id)?.deadband ?? 0;
      return deadband > 0 ? [[id, deadband]] : [];
    }),
  );
}

/** What `connection` names as `…File` with its whole path: a driver knows no folder. */
function withWholeFiles(connection: Readonly<Record<string, unknown>>, folder: string) {
  const whole = ([key, value]: [string, unknown]): [string, unknown] =>
    key.endsWith("File") && typeof value === "string" ? [key, resolve(folder, value)] : [key, value];
  return Object.fromEntries(Object.entries(connection).map(whole));
}

/** The unit of a point: the configuration's, else the profile's, else that of its name. */
export function unitOf(device: DeviceConfig, profiles: PolledProfiles, point: string): Unit {
  return (
    device.points.get(point)?.unit ?? profiles.get(device.profile)?.points.get(point)?.unit ?? wellKnownUnit(point)
  );
}
