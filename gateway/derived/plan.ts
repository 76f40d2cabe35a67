// Which derived devices a configuration has, and what each is computed from. Pure.
import type { CampusConfig, DeviceConfig } from "../config/campus.ts";
import { DERIVED_DRIVER, type InputDevice, type Wiring, wiringOf } from "../contract/derived-wiring.ts";
import type { Unit } from "../contract/units.ts";

/** What is needed of a profile. */
export interface DerivedProfile {
  readonly points: ReadonlyMap<string, { readonly unit: Unit }>;
  readonly anyPoint: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Planned {
  readonly id: string;
  readonly wiring: Wiring;
  readonly points: readonly string[];
  readonly units: readonly Unit[];
  /** An entry at least so often, if its inputs come; in between only what changed. 0: each time. */
  readonly atLeastMs: number;
  /** Equal for what is computed alike: a state of another text is not gone on from. */
  readonly text: string;
}

const AT_LEAST_MS = 60_000;

/** Every derived device that is enabled. */
export function plannedOf(config: CampusConfig, profiles: ReadonlyMap<string, DerivedProfile>): Planned[] {
  const inputs = new Map<string, InputDevice>(
    [...config.devices.values()].map(({ id, driver, profile }) => {
      const points = profiles.get(profile);
      return [
        id,
        { driver, profile, points: points === undefined || points.anyPoint ? null : new Set(points.points.keys()) },
      ];
    }),
  );
  return [...config.devices.values()].flatMap((device): Planned[] => {
    const profile = profiles.get(device.profile);
    if (device.driver !== DERIVED_DRIVER || !device.enabled || profile === undefined) return [];
    const { wiring } = wiringOf(device.connection ?? {}, profile.data, inputs);
    const points = [...profile.points.keys()];
    return [
      {
        id: device.id,
        wiring,
        points,
        units: points.map((point) => unitOf(device, profile, point)),
        atLeastMs: device.report === null ? AT_LEAST_MS : device.report.onChange ? device.report.atLeastMs : 0,
        text: JSON.stringify([wiring.computes, [...wiring.inputs], wiring.devices, [...wiring.settings]]),
      },
    ];
  });
}

function unitOf(device: DeviceConfig, profile: DerivedProfile, point: string): Unit {
  return device.points.get(point)?.unit ?? profile.points.get(point)?.unit ?? "1";
}
