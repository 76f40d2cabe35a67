// What the drivers' thread must know of a configuration: the devices that we ask, as plain data. Pure.
import { resolve } from "node:path";
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import { type Unit, wellKnownUnit } from "../contract/units.ts";
import type { DeviceSpec } from "./protocol.ts";

/** What the host needs of a profile. */
export interface PolledProfile {
  readonly points: ReadonlyMap<string, { readonly unit: Unit }>;
  /** The profile's JSON as it was checked. */
  readonly data: Readonly<Record<string, unknown>>;
}
export type PolledProfiles = ReadonlyMap<string, PolledProfile>;

/** Devices of this driver send to us; the broker has them. */
const PUSH_DRIVER = "mqtt";

/** Devices that we ask, enabled or not. */
export function polledDevices(config: CampusConfig): DeviceConfig[] {
  return [...config.devices.values()].filter(({ driver }) => driver !== PUSH_DRIVER);
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
    deadbands: Object.fromEntries(
      [...device.points].flatMap(([id, { deadband }]) => (deadband > 0 ? [[id, deadband]] : [])),
    ),
  };
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
