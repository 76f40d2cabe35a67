// Cooling and climate of the machine room: a pure function of the moment.
import { rounded, wobble } from "./chance.ts";
import { at, HOUR_MS, isIn, MINUTE_MS, type Moment, ramp } from "./time.ts";
import { COOLING_BACK, COOLING_OFF, HOTTEST } from "./timetable.ts";

const COOLING_CYCLE_MS = 14 * MINUTE_MS;
/** Of each cycle the compressor runs so much. */
const COOLING_SHARE = 0.6;
/** How fast the racks cool once the compressor runs again. */
const COOLS_WITHIN_MS = 3.5 * MINUTE_MS;

export interface Climate {
  /** Cel */
  readonly temperature: number;
  /** % */
  readonly humidity: number;
}

/** What the first air conditioner does: nothing, blow, or cool. */
export function coolingAt({ ofDay }: Pick<Moment, "ofDay">): "off" | "fan" | "cooling" {
  if (isIn(COOLING_OFF, ofDay)) return "off";
  if (isIn(COOLING_BACK, ofDay)) return "cooling";
  return (ofDay % COOLING_CYCLE_MS) / COOLING_CYCLE_MS < COOLING_SHARE ? "cooling" : "fan";
}

/** How far the failure has driven a temperature towards its worst: 0 without it, 1 at the hottest moment. */
export function overheating(ofDay: number): number {
  if (ofDay < HOTTEST) return ramp({ from: COOLING_OFF.from, to: HOTTEST }, ofDay);
  return ofDay > at("12:00") ? 0 : Math.exp((HOTTEST - ofDay) / COOLS_WITHIN_MS);
}

/** The air that goes into a rack; the second one is the warmer and reaches 28.3 Cel when the cooling fails. */
export function rackInlet(moment: Moment, rack: 1 | 2): Climate {
  return climate(moment, rack === 1 ? "rack-1" : "rack-2", rack === 1 ? 23.7 : 24.6, rack === 1 ? 26.6 : 28.3);
}

/** Beside the batteries, away from the racks. */
export function batteryCorner(moment: Moment): Climate {
  return climate(moment, "battery", 24.1, 25.2);
}

/** The room's own air. */
export function roomAir(moment: Moment): Climate {
  return climate(moment, "room", 23.4, 27.1);
}

function climate({ seed, ofDay }: Moment, name: string, usual: number, worst: number): Climate {
  const warmth = Math.cos(((ofDay - 15 * HOUR_MS) / (24 * HOUR_MS)) * 2 * Math.PI);
  const cycle = (ofDay % COOLING_CYCLE_MS) / COOLING_CYCLE_MS;
  // It falls while the compressor runs and rises while it rests.
  const sawtooth =
    cycle < COOLING_SHARE ? 1 - (2 * cycle) / COOLING_SHARE : (2 * (cycle - COOLING_SHARE)) / (1 - COOLING_SHARE) - 1;
  const calm = usual + 0.5 * warmth + 0.3 * sawtooth + 0.1 * wobble(seed, name, ofDay, 3 * MINUTE_MS);
  const temperature = calm + (worst - calm) * overheating(ofDay);
  const damp = wobble(seed, `${name}-damp`, ofDay, 20 * MINUTE_MS);
  return { temperature: rounded(temperature, 1), humidity: rounded(47 - 2.2 * (temperature - usual) + 1.5 * damp, 1) };
}
