// What the meters of the machine room show: voltages, currents, powers and what they have counted. Pure.
import { rounded, wobble } from "./chance.ts";
import { coolingAt } from "./machine-room.ts";
import { DAY_MS, MINUTE_MS, type Moment } from "./time.ts";
import { busyness } from "./timetable.ts";

export type PhaseId = 1 | 2 | 3;
export const PHASES: readonly PhaseId[] = [1, 2, 3];

export interface Phase {
  /** V */
  readonly voltage: number;
  /** A */
  readonly current: number;
  /** W */
  readonly power: number;
  /** V.A */
  readonly apparent: number;
  /** var */
  readonly reactive: number;
  readonly factor: number;
}

/** Phase 1 feeds network and video, 2 the servers, 3 the air conditioner. */
const LOADS = {
  1: { volts: 231.4, amps: 7.2, busyAmps: 1.6, factor: 0.94 },
  2: { volts: 229.8, amps: 6.1, busyAmps: 1.1, factor: 0.95 },
  3: { volts: 232.1, amps: 0, busyAmps: 0.2, factor: 0.86 },
} as const;
const COOLING_AMPS = { off: 0.1, fan: 0.6, cooling: 5.2 } as const;
/** The whole school draws the voltage down by so much. */
const SAG_V = 3;
/** The meters were installed on this day (2026-03-02), in days since 1970. */
const INSTALLED_DAY = 20_514;

/** Current of the first air conditioner, A. */
export function coolingCurrent(moment: Moment): number {
  const state = coolingAt(moment);
  const noise = state === "off" ? 0 : 0.04 * wobble(moment.seed, "ac-current", moment.ofDay, MINUTE_MS);
  return rounded(COOLING_AMPS[state] * (1 + noise), 2);
}

export function phaseAt(moment: Moment, phase: PhaseId): Phase {
  const { volts, amps, busyAmps, factor } = LOADS[phase];
  const { seed, ofDay } = moment;
  const busy = busyness(moment);
  const voltage = rounded(volts - SAG_V * busy + 0.8 * wobble(seed, `v${phase}`, ofDay, 4 * MINUTE_MS), 1);
  const own = amps + busyAmps * busy + 0.15 * wobble(seed, `a${phase}`, ofDay, 2 * MINUTE_MS) * (amps > 0 ? 1 : 0);
  return phaseOf(voltage, phase === 3 ? own + coolingCurrent(moment) : own, factor);
}

/** The air conditioner alone, behind its own meter. */
export function coolingPhase(moment: Moment): Phase {
  return phaseOf(phaseAt(moment, 3).voltage, coolingCurrent(moment), LOADS[3].factor);
}

function phaseOf(voltage: number, current: number, factor: number): Phase {
  const apparent = voltage * current;
  return {
    voltage,
    current: rounded(current, 2),
    power: rounded(apparent * factor, 1),
    apparent: rounded(apparent, 1),
    reactive: rounded(apparent * Math.sqrt(1 - factor * factor), 1),
    factor,
  };
}

/** Hz */
export function frequencyAt({ seed, ofDay }: Moment): number {
  return rounded(50 + 0.03 * wobble(seed, "hz", ofDay, 5 * MINUTE_MS), 2);
}

export interface Counted {
  /** kW.h */
  readonly energy: number;
  /** kvar.h */
  readonly reactive: number;
}

/** What a meter has counted since it was installed; it never falls as long as time goes on. */
export function countedAt(moment: Moment, of: PhaseId | "cooling"): Counted {
  const sums = daySums(moment.seed, of);
  const minute = Math.floor(moment.ofDay / MINUTE_MS);
  const part = moment.ofDay / MINUTE_MS - minute;
  const before = sums[minute] ?? NOTHING;
  const after = sums[minute + 1] ?? before;
  const whole = sums.at(-1) ?? NOTHING;
  const days = Math.max(0, moment.day - INSTALLED_DAY);
  const total = (key: keyof Counted) => days * whole[key] + before[key] + (after[key] - before[key]) * part;
  return { energy: total("energy"), reactive: total("reactive") };
}

const NOTHING: Counted = { energy: 0, reactive: 0 };
const known = new Map<string, readonly Counted[]>();

/** Counted from midnight to the beginning of each minute, and to the end of the day. */
function daySums(seed: number, of: PhaseId | "cooling"): readonly Counted[] {
  const key = `${seed} ${of}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const sums: Counted[] = [NOTHING];
  for (let ofDay = 0; ofDay < DAY_MS; ofDay += MINUTE_MS) {
    const moment = { seed, day: 0, ofDay };
    const { power, reactive } = of === "cooling" ? coolingPhase(moment) : phaseAt(moment, of);
    const last = sums.at(-1) ?? NOTHING;
    sums.push({ energy: last.energy + power / 60_000, reactive: last.reactive + reactive / 60_000 });
  }
  known.set(key, sums);
  return sums;
}
