// Cooling and climate of the machine room: a pure function of the moment.
import { rounded, wobble } from "./chance.ts";
import { HOUR_MS, isIn, MINUTE_MS, type Moment, ramp } from "./time.ts";
import { COOLING_FAILURES } from "./timetable.ts";

const COOLING_CYCLE_MS = 14 * MINUTE_MS;
/** Of each cycle the compressor runs so much. */
const COOLING_SHARE = 0.6;
/** How fast the racks cool once the compressor runs again. */
const COOLS_WITHIN_MS = 3.5 * MINUTE_MS;
/** So long after the hottest moment nothing is left of it. */
const OVER_AFTER_MS = 90 * MINUTE_MS;

export interface Climate {
  /** Cel */
  readonly temperature: number;
  /** % */
  readonly humidity: number;
}

/** What the first air conditioner does: nothing, blow, or cool. */
export function coolingAt({ ofDay }: Pick<Moment, "ofDay">): "off" | "fan" | "cooling" {
  if (COOLING_FAILURES.some(({ off }) => isIn(off, ofDay))) return "off";
  if (COOLING_FAILURES.some(({ back }) => isIn(back, ofDay))) return "cooling";
  return (ofDay % COOLING_CYCLE_MS) / COOLING_CYCLE_MS < COOLING_SHARE ? "cooling" : "fan";
}

/** How far a failure has driven a temperature towards its worst: 0 without one, 1 at the hottest moment of the morning. */
export function overheating(ofDay: number): number {
  const failure = COOLING_FAILURES.find(({ off, hottest }) => ofDay >= off.from && ofDay < hottest + OVER_AFTER_MS);
  if (failure === undefined) return 0;
  const { off, hottest, worst } = failure;
  if (ofDay < hottest) return worst * ramp({ from: off.from, to: hottest }, ofDay);
  return worst * Math.exp((hottest - ofDay) / COOLS_WITHIN_MS);
}

/** The air that goes into a rack; the second one is the warmer and reaches 28.3 Cel when the cooling fails in the morning. */
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
