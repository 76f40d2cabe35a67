// The serial servers of the campus: each a port on loopback with the devices behind it, which say what the day says.
import { readFileSync } from "node:fs";
import { startLine } from "#drivers/modbus/simulator/rtu.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import type { Clock } from "#gateway/kit/clock.ts";
import { LINK_KINDS, type LinkId, MODBUS, type ModbusSpec } from "../campus-data.ts";
import { rounded } from "../day/chance.ts";
import { contactsOf } from "../day/contacts.ts";
import { batteryCorner, type Climate, rackInlet } from "../day/machine-room.ts";
import { coolingMeter, roomMeter, standbyMeter, steadyMeter, type Values } from "../day/meters.ts";
import { type Moment, momentOf } from "../day/time.ts";
import { isSilent } from "../day/timetable.ts";
import type { CampusClock } from "./campus-clock.ts";
import { type ModbusProfile, type ProfileUnit, profileUnit, type Written } from "./modbus-unit.ts";

/** Corrections of an xy-md02, tenths (its commands write there). */
const TEMPERATURE_CORRECTION = 259;
const HUMIDITY_CORRECTION = 260;
/** Output 1 of the machine room's module resets the water alarm. */
const RESET_OUTPUT = 0;

export interface LinkOptions {
  readonly link: LinkId;
  readonly port: number;
  readonly seed: number;
  readonly clock: Clock;
  readonly campus: CampusClock;
}

export interface PlayedLink extends AsyncDisposable {
  readonly port: number;
}

/** Listens until disposed. */
export function startLink({ link, port, seed, clock, campus }: LinkOptions): Promise<PlayedLink> {
  const specs = MODBUS.filter((spec) => spec.link === link && spec.played !== false);
  const now = () => momentOf(seed, campus.now());
  const units = new Map<number, ProfileUnit>();
  const ids = new Map<number, string>();
  for (const spec of specs) {
    units.set(spec.unit, unitOf(spec, now, campus));
    ids.set(spec.unit, spec.id);
  }
  const start = LINK_KINDS[link] === "tcp" ? startSimulator : startLine;
  return start({
    units,
    clock,
    port,
    faultOf: ({ unit }) => {
      units.get(unit)?.touch();
      return isSilent(ids.get(unit) ?? "", now()) ? "silent" : null;
    },
  });
}

function unitOf(spec: ModbusSpec, now: () => Moment, campus: CampusClock): ProfileUnit {
  let resetMs: number | null = null;
  return profileUnit({
    profile: profileOf(spec.profile),
    valuesOf: (written) => valuesOf(spec.id, now(), written, resetMs === null ? null : campus.now() - resetMs),
    onWrite: (table, address, value) => {
      if (table === 1 && address === RESET_OUTPUT && value === 1) resetMs = campus.now();
    },
  });
}

function profileOf(id: string): ModbusProfile {
  return JSON.parse(
    readFileSync(new URL(`../../../device-drivers/modbus/profiles/${id}.json`, import.meta.url), "utf8"),
  );
}

/** What a device measures at a moment. */
function valuesOf(id: string, moment: Moment, written: Written, resetAgoMs: number | null): Values {
  switch (id) {
    case "mr1-meter":
      return roomMeter(moment);
    case "mr1-ac1-meter":
      return coolingMeter(moment);
    case "mr1-ac2-meter":
      return standbyMeter(moment);
    case "mr1-pdu1":
      return steadyMeter(moment, id, 640);
    case "mr1-pdu2":
      return steadyMeter(moment, id, 480);
    case "mr1-light":
      return steadyMeter(moment, id, 96);
    case "mr1-th1":
      return corrected(rackInlet(moment, 1), written);
    case "mr1-th2":
      return corrected(rackInlet(moment, 2), written);
    case "mr1-th3":
      return { ...batteryCorner(moment) };
    default:
      return contactsOf(id, moment, resetAgoMs);
  }
}

function corrected({ temperature, humidity }: Climate, written: Written): Values {
  const tenths = (address: number) => (written(3, address) << 16) >> 16;
  return {
    temperature: rounded(temperature + tenths(TEMPERATURE_CORRECTION) / 10, 1),
    humidity: rounded(humidity + tenths(HUMIDITY_CORRECTION) / 10, 1),
  };
}
