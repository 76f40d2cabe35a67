// What goes through the core switch at a moment of the day: little at night, much in lessons. Pure.
import { SWITCH_UPLINK } from "../switch-data.ts";
import { wobble } from "./chance.ts";
import { HOUR_MS, MINUTE_MS, type Moment } from "./time.ts";

const USED: ReadonlySet<number> = new Set([1, 2, 3, 5, 7, 9, 10, 12, SWITCH_UPLINK]);
/** A cable with a bent plug. */
const BAD_CABLE = 12;
const MEGABIT = 1_000_000;

export interface PortLoad {
  readonly up: boolean;
  readonly bitsIn: number;
  readonly bitsOut: number;
  readonly errorsAMinute: number;
}

/** Port `number`, from 1. */
export function portLoad(number: number, { seed, day, ofDay }: Moment): PortLoad {
  if (!USED.has(number)) return { up: false, bitsIn: 0, bitsOut: 0, errorsAMinute: 0 };
  const inLessons = ofDay > 7.5 * HOUR_MS && ofDay < 18 * HOUR_MS;
  const most = number === SWITCH_UPLINK ? 380 : number <= 2 ? 160 : 30;
  const height = 0.6 + 0.4 * wobble(seed, `port-${number}`, day * 24 * HOUR_MS + ofDay, 10 * MINUTE_MS);
  const bits = most * MEGABIT * height * (inLessons ? 1 : 0.05);
  return { up: true, bitsIn: bits, bitsOut: bits / 4, errorsAMinute: number === BAD_CABLE ? 30 : 0 };
}
